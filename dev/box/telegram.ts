/** Telegram as the box shows it: accounts, messages, and what a member can do. */
import type { DemoMember } from "../telegram/members.ts";
import type { StarsAccount, StarsOffer, StarsPayment } from "../telegram/stars/types.ts";

export type { DemoMember } from "../telegram/members.ts";
export type { StarsAccount, StarsOffer, StarsPayment } from "../telegram/stars/types.ts";

/** A file that a member sends. */
export interface SentFile {
  name: string;
  mimeType: string;
  bytes: Uint8Array;
  caption?: string;
}

/** A formatted piece of a message; offsets and lengths in UTF-16 units, as in the Bot API. */
export interface MessageEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

/** A button under a message, as in the Bot API. */
export interface InlineButton {
  text: string;
  callback_data?: string;
  url?: string;
  web_app?: { url: string };
}

/** One message of the chat between a member and the bot. */
export interface ChatMessage {
  message_id: number;
  from: "member" | "bot";
  /** Seconds since the Unix epoch. */
  date: number;
  text?: string;
  entities?: MessageEntity[];
  reply_markup?: {
    inline_keyboard?: InlineButton[][];
    /** Buttons under the message field, which write their text. */
    keyboard?: (string | { text: string })[][];
    remove_keyboard?: true;
  };
  edited?: boolean;
  document?: { file_name?: string; file_size?: number };
  /** What a service message tells of Stars. */
  payment?: { kind: "paid" | "refunded"; stars: number; renewal: boolean };
  /** The member let the bot write, asked by the app. */
  allowed?: true;
}

/** What pressing a button led to. */
export interface PressResult {
  answer?: { text?: string; showAlert?: boolean; url?: string } | null;
  webApp?: string;
}

/** The button beside the message field. */
export interface MenuButton {
  type: string;
  text?: string;
  web_app?: { url: string };
}

/** What members do with Stars, and what is done for them. */
export interface BoxStars {
  /** What an invoice link sells; the slug is what follows `https://t.me/$`. */
  offer(memberId: number, slug: string): StarsOffer;
  /** Pays a link, as a tap on the button of Telegram's sheet does. */
  pay(memberId: number, slug: string): Promise<StarsPayment>;
  account(memberId: number): StarsAccount;
  topUp(memberId: number, stars: number): Promise<void>;
  /** Sets a renewal in Telegram's own list of subscriptions; by its first charge. */
  setRenewal(memberId: number, chargeId: string, renews: boolean): Promise<void>;
  /** Gives a payment back, as the bot would. */
  refund(memberId: number, chargeId: string): Promise<void>;
}

/**
 * The part of the Telegram stand-in that the box shows.
 *
 * What a member cannot do in Telegram throws an `Error` that says so.
 */
export interface BoxTelegram {
  bot: { id: number; username: string; first_name: string };
  members(): DemoMember[];
  /** Writes to the bot; the id of the message. */
  say(memberId: number, text: string): Promise<number>;
  /** Sends a file to the bot; the id of the message. */
  sendFile(memberId: number, file: SentFile): Promise<number>;
  /** `button` is callback data or the text on the button. */
  press(memberId: number, messageId: number, button: string): Promise<PressResult>;
  /** Opens a `t.me/bot?start=…` link. */
  openLink(memberId: number, link: string): Promise<unknown>;
  block(memberId: number): Promise<void>;
  unblock(memberId: number): Promise<void>;
  isBlocked(memberId: number): boolean;
  /** Whether the bot may write to a member, as far as Telegram knows. */
  mayWrite(memberId: number): boolean;
  /** Lets the bot write, as Telegram's question in an app does. */
  allowWriting(memberId: number): Promise<void>;
  setLanguage(memberId: number, code: string): void | Promise<void>;
  /** Messages whose id is above `after`, oldest first. */
  messages(memberId: number, after?: number): ChatMessage[];
  /** Whether the bot is shown as writing at this moment. */
  typing(memberId: number): boolean;
  /** The bot's commands, without the slash. */
  commands(memberId: number): { command: string; description: string }[];
  menuButton(memberId: number): MenuButton;
  /** Where Stars are taken. */
  stars?: BoxStars;
  onChange(listener: () => void): () => void;
}

export type ServiceName = "telegram" | "gemini" | "cryptomus" | "outside";
