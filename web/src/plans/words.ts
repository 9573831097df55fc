/** The texts of the Plan page, there once it is. */
import en from "../../../locales/app.plans.en.ftl" with { type: "text" };
import ru from "../../../locales/app.plans.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
