/** The texts of all that is bought, paid and given away. */
import en from "../../../locales/app.payments.en.ftl" with { type: "text" };
import ru from "../../../locales/app.payments.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
