/** The texts of the lessons, there once they are. */
import en from "../../../locales/app.lessons.en.ftl" with { type: "text" };
import ru from "../../../locales/app.lessons.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
