/** The texts of the Memory page, of the export and of the erasure. */
import en from "../../../locales/app.memory.en.ftl" with { type: "text" };
import ru from "../../../locales/app.memory.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
