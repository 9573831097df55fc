/** The texts of the Settings page. */
import en from "../../../locales/app.settings.en.ftl" with { type: "text" };
import ru from "../../../locales/app.settings.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
