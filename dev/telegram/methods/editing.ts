import type { InlineKeyboardMarkup, Message } from "grammy/types";
import type { Box } from "../box.ts";
import type { StoredMessage } from "../chats.ts";
import { badRequest } from "../errors.ts";
import { readInlineMarkup } from "../keyboards.ts";
import type { Parameters } from "../parameters.ts";
import { TEXT_LENGTH } from "../text/content.ts";
import type { Method } from "./method.ts";
import { inlineMarkup, readPreview, readText } from "./sending.ts";

const NOT_MODIFIED =
  "message is not modified: specified new message content and reply markup are exactly the same " +
  "as a current content and reply markup of the message";
/** A bot may delete a message for so long. */
const DELETABLE_SECONDS = 48 * 3600;

/** As on Telegram, an edit without a keyboard takes the old one away. */
export const editMessageText: Method = ({ box, parameters }) => {
  const { text, entities } = readText(parameters);
  if (text.length > TEXT_LENGTH) throw badRequest("MESSAGE_TOO_LONG");
  const markup = readInlineMarkup(parameters);
  const preview = readPreview(parameters);
  const { memberId, stored } = editable(box, parameters);
  if (stored.message.text === undefined) {
    throw badRequest("there is no text in the message to edit");
  }
  const { entities: _, ...kept } = stored.message;
  return edit(box, parameters, memberId, stored, markup, {
    ...kept,
    text,
    ...(entities.length > 0 ? { entities } : {}),
    ...(preview ? { link_preview_options: preview } : {}),
  } as Message);
};

export const editMessageReplyMarkup: Method = ({ box, parameters }) => {
  const markup = readInlineMarkup(parameters);
  const { memberId, stored } = editable(box, parameters);
  return edit(box, parameters, memberId, stored, markup, stored.message);
};

export const deleteMessage: Method = ({ box, parameters }) => {
  const { memberId, stored } = find(box, parameters, "delete");
  if (box.nowSeconds() - stored.message.date > DELETABLE_SECONDS) {
    throw badRequest("message can't be deleted for everyone");
  }
  box.chats.remove(memberId, stored.message.message_id);
  box.changed({ kind: "delete", memberId });
  return true;
};

function edit(
  box: Box,
  parameters: Parameters,
  memberId: number,
  stored: StoredMessage,
  markup: InlineKeyboardMarkup | undefined,
  content: Message,
): Message {
  const { reply_markup: _markup, edit_date: _date, ...unmarked } = content;
  const message = { ...unmarked, ...inlineMarkup(markup) } as Message;
  if (comparable(message) === comparable(stored.message)) throw badRequest(NOT_MODIFIED);
  box.recipient(parameters.text("chat_id"));
  const edited = { ...message, edit_date: box.nowSeconds() } as Message;
  const { markup: _old, ...rest } = stored;
  box.chats.put(memberId, { ...rest, message: edited, ...(markup ? { markup } : {}) });
  box.changed({ kind: "edit", memberId });
  return edited;
}

/** What has to differ for an edit to be one. */
function comparable({ text, entities, reply_markup }: Message): string {
  return JSON.stringify([text, entities ?? [], reply_markup?.inline_keyboard ?? []]);
}

function editable(box: Box, parameters: Parameters) {
  const found = find(box, parameters, "edit");
  const { message, markup } = found.stored;
  const withReplyKeyboard = markup !== undefined && !("inline_keyboard" in markup);
  if (!message.from?.is_bot || withReplyKeyboard) throw badRequest("message can't be edited");
  return found;
}

function find(box: Box, parameters: Parameters, purpose: "edit" | "delete") {
  const member = box.memberOf(parameters.text("chat_id"));
  if (!parameters.has("message_id")) throw badRequest("message identifier is not specified");
  const stored = box.chats.message(member.id, parameters.integer("message_id", 0));
  if (!stored) throw badRequest(`message to ${purpose} not found`);
  return { memberId: member.id, stored };
}
