/** The texts of messages that Telegram did not take. */
import en from "../../../locales/app.notices.en.ftl" with { type: "text" };
import ru from "../../../locales/app.notices.ru.ftl" with { type: "text" };
import { addTexts } from "../texts.ts";

addTexts({ ru, en });
