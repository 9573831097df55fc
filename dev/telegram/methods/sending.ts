import type { LinkPreviewOptions, Message, ReplyParameters } from "grammy/types";
import type { Box } from "../box.ts";
import { badRequest } from "../errors.ts";
import { isRecord, type Markup, readMarkup } from "../keyboards.ts";
import type { DemoMember } from "../members.ts";
import type { Parameters } from "../parameters.ts";
import { CAPTION_LENGTH, readRichText, TEXT_LENGTH } from "../text/content.ts";
import type { RichText } from "../text/rich_text.ts";
import type { Method, MethodCall } from "./method.ts";

const CHAT_ACTIONS = [
  "typing",
  "upload_photo",
  "record_video",
  "upload_video",
  "record_voice",
  "upload_voice",
  "upload_document",
  "choose_sticker",
  "find_location",
  "record_video_note",
  "upload_video_note",
];

export const sendMessage: Method = ({ box, parameters }) => {
  const { text, entities } = readText(parameters);
  if (text.length > TEXT_LENGTH) throw badRequest("message is too long");
  const preview = readPreview(parameters);
  return send(box, parameters, () => ({
    text,
    ...(entities.length > 0 ? { entities } : {}),
    ...(preview ? { link_preview_options: preview } : {}),
  }));
};

export const sendDocument: Method = ({ box, parameters }) => {
  const { text, entities } = readRichText(parameters, {
    text: "caption",
    entities: "caption_entities",
  });
  if (text.length > CAPTION_LENGTH) throw badRequest("message caption is too long");
  const upload = parameters.upload("document");
  const known = box.files.document(parameters.text("document"));
  if (!upload && !known) throw refusedDocument(parameters.text("document"));
  return send(box, parameters, () => ({
    document: upload ? box.files.add(upload) : known,
    ...(text === "" ? {} : { caption: text }),
    ...(entities.length > 0 ? { caption_entities: entities } : {}),
  }));
};

export const sendChatAction: Method = ({ box, parameters }: MethodCall) => {
  const member = box.memberOf(parameters.text("chat_id"));
  const action = parameters.text("action");
  if (!CHAT_ACTIONS.includes(action)) throw badRequest("wrong parameter action in request");
  box.requireLeave(member);
  box.showAction(member.id, action);
  return true;
};

/** The text of a message or an edit, not empty. */
export function readText(parameters: Parameters): RichText {
  if (!parameters.has("text")) throw badRequest("message text is empty");
  const content = readRichText(parameters, { text: "text", entities: "entities" });
  if (content.text === "") throw badRequest("text must be non-empty");
  return content;
}

/** `link_preview_options` or its older spelling. */
export function readPreview(parameters: Parameters): LinkPreviewOptions | undefined {
  const value = parameters.json("link_preview_options", "link preview options");
  if (isRecord(value)) return value as LinkPreviewOptions;
  return parameters.boolean("disable_web_page_preview") ? { is_disabled: true } : undefined;
}

/** The part of a message that shows its keyboard: the Bot API tells about inline ones only. */
export function inlineMarkup(markup: Markup | undefined): Partial<Message> {
  return markup && "inline_keyboard" in markup ? { reply_markup: markup } : {};
}

/** What every sending method shares; `content` is made only when the message really goes out. */
function send(box: Box, parameters: Parameters, content: () => Partial<Message>): Message {
  const markup = readMarkup(parameters);
  const reply = readReply(box, parameters, box.memberOf(parameters.text("chat_id")));
  const member = box.recipient(parameters.text("chat_id"));
  const silent = parameters.boolean("disable_notification");
  return box.post(
    member,
    "bot",
    {
      ...content(),
      ...reply,
      ...inlineMarkup(markup),
      ...(parameters.boolean("protect_content") ? { has_protected_content: true } : {}),
    },
    { silent, ...(markup ? { markup } : {}) },
  );
}

function readReply(box: Box, parameters: Parameters, member: DemoMember): Partial<Message> {
  const value = parameters.json("reply_parameters", "reply parameters");
  const given = isRecord(value) ? value as ReplyParameters : undefined;
  const messageId = Number(given?.message_id ?? parameters.text("reply_to_message_id"));
  if (!messageId) return {};
  const stored = box.chats.message(member.id, messageId);
  if (stored) {
    const { reply_to_message: _, ...original } = stored.message;
    return { reply_to_message: original as Message["reply_to_message"] };
  }
  const optional = given?.allow_sending_without_reply ??
    parameters.boolean("allow_sending_without_reply");
  if (optional) return {};
  throw badRequest("message to be replied not found");
}

/** Telegram would fetch an address; the box fetches nothing from the outside. */
function refusedDocument(value: string): Error {
  if (value === "") return badRequest("there is no document in the request");
  return /^https?:/i.test(value)
    ? badRequest("failed to get HTTP URL content")
    : badRequest("wrong file identifier/HTTP URL specified");
}
