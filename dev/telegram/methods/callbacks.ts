import { badRequest } from "../errors.ts";
import type { Method } from "./method.ts";

/** Telegram does not say how long a press may be answered; this is the box's choice, in seconds. */
const ANSWERABLE_SECONDS = 60;
/** Longest notification, in characters. */
const ANSWER_LENGTH = 200;

/** A press is answered once, and in time. */
export const answerCallbackQuery: Method = ({ box, parameters }) => {
  const found = box.chats.press(parameters.text("callback_query_id"));
  const tooLate = !found || found.press.answer !== undefined ||
    box.nowSeconds() - found.press.date > ANSWERABLE_SECONDS;
  if (tooLate) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  const text = parameters.text("text");
  const url = parameters.text("url");
  if (text.length > ANSWER_LENGTH) throw badRequest("MESSAGE_TOO_LONG");
  const answer = {
    ...(text === "" ? {} : { text }),
    showAlert: parameters.boolean("show_alert"),
    ...(url === "" ? {} : { url }),
  };
  const { memberId, stored, press } = found;
  box.chats.put(memberId, {
    ...stored,
    presses: stored.presses.map((other) => other === press ? { ...press, answer } : other),
  });
  box.changed({ kind: "answer", memberId });
  return true;
};
