/** The texts of what stands beside an answer, there with the chat. */
import en from "../../../locales/app.answer.en.ftl" with { type: "text" };
import ru from "../../../locales/app.answer.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
