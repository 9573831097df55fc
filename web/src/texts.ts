/** The texts of this page, in the language Telegram speaks. */
import en from "../../locales/app.en.ftl" with { type: "text" };
import ru from "../../locales/app.ru.ftl" with { type: "text" };
import { createTexts, type Language, pickLanguage, type Texts } from "./i18n.ts";
import { launch } from "./telegram.ts";

export const language: Language = pickLanguage(launch.language);
/** The text `id` in the member's language. */
export const t: Texts = createTexts(language, language === "ru" ? ru : en);
