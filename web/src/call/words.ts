/** The texts of a call, there once it is. */
import en from "../../../locales/app.call.en.ftl" with { type: "text" };
import ru from "../../../locales/app.call.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
