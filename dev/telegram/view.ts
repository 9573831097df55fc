import type { Document, LinkPreviewOptions, MessageEntity } from "grammy/types";
import type { Press, StoredMessage } from "./chats.ts";
import type { Markup } from "./keyboards.ts";

/** A message as the person sees it, with all edits applied. */
export interface BoxMessage {
  id: number;
  from: "member" | "bot";
  /** Unix seconds on the box's clock. */
  date: number;
  editDate?: number;
  /** The text, or the caption of a document. */
  text: string;
  entities: MessageEntity[];
  document?: Document;
  /** What a service message tells of Stars. */
  payment?: { kind: "paid" | "refunded"; stars: number; renewal: boolean };
  /** A service message: the member let the bot write, asked by the app. */
  allowed?: true;
  /** Id of the message this one answers. */
  replyTo?: number;
  /** The keyboard as it is now: an edit may have changed it or taken it away. */
  markup?: Markup;
  linkPreview?: LinkPreviewOptions;
  /** Sent without a notification. */
  silent: boolean;
  /** Presses of its buttons, each with the bot's answer if there was one. */
  presses: readonly Press[];
}

export function viewOf({ message, markup, silent, presses }: StoredMessage): BoxMessage {
  return {
    id: message.message_id,
    from: message.from?.is_bot ? "bot" : "member",
    date: message.date,
    ...(message.edit_date === undefined ? {} : { editDate: message.edit_date }),
    text: message.text ?? message.caption ?? "",
    entities: message.entities ?? message.caption_entities ?? [],
    ...(message.document ? { document: message.document } : {}),
    ...paymentOf(message),
    ...(message.write_access_allowed ? { allowed: true as const } : {}),
    ...(message.reply_to_message ? { replyTo: message.reply_to_message.message_id } : {}),
    ...(markup ? { markup } : {}),
    ...(message.link_preview_options ? { linkPreview: message.link_preview_options } : {}),
    silent,
    presses,
  };
}

function paymentOf(message: StoredMessage["message"]): Pick<BoxMessage, "payment"> {
  const { successful_payment: paid, refunded_payment: refunded } = message;
  if (!paid && !refunded) return {};
  return {
    payment: {
      kind: paid ? "paid" : "refunded",
      stars: (paid ?? refunded!).total_amount,
      renewal: paid?.is_recurring === true && paid.is_first_recurring !== true,
    },
  };
}

/** The keyboard under the input field: the last one sent and not removed. */
export function replyKeyboard(messages: readonly BoxMessage[]): Markup | undefined {
  const last = messages.findLast(({ markup }) => markup && !("inline_keyboard" in markup))?.markup;
  return last && "keyboard" in last ? last : undefined;
}
