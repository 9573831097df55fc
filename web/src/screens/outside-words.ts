/** The texts of the page for who comes from outside Telegram. */
import en from "../../../locales/app.outside.en.ftl" with { type: "text" };
import ru from "../../../locales/app.outside.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
