import type {
  ForceReply,
  InlineKeyboardMarkup,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
} from "grammy/types";
import { badRequest } from "./errors.ts";
import type { Parameters } from "./parameters.ts";

export type Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;

/** What pressing a button would do. */
export type ButtonAction =
  | { kind: "callback"; data: string }
  | { kind: "message"; text: string }
  | { kind: "link"; url: string }
  /** `signed` is false from a reply keyboard, where Telegram hands over no initData. */
  | { kind: "app"; url: string; signed: boolean };

interface Button {
  text: string;
  callback_data?: unknown;
  url?: unknown;
  web_app?: unknown;
}

/** Longest `callback_data`, in bytes. */
const CALLBACK_DATA_BYTES = 64;

/** Reads `reply_markup`; `undefined` where there is none. */
export function readMarkup(parameters: Parameters): Markup | undefined {
  const value = parameters.json("reply_markup", "reply keyboard markup");
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw badRequest("object expected as reply markup");
  if ("inline_keyboard" in value) {
    const rows = readRows(value.inline_keyboard, "inline_keyboard", readInlineButton);
    if (rows.length === 0) return undefined;
    return { inline_keyboard: rows as InlineKeyboardMarkup["inline_keyboard"] };
  }
  if ("keyboard" in value) {
    const keyboard = readRows(value.keyboard, "keyboard", readReplyButton);
    return { ...value, keyboard: keyboard as ReplyKeyboardMarkup["keyboard"] };
  }
  if (value.remove_keyboard === true) return value as unknown as ReplyKeyboardRemove;
  if (value.force_reply === true) return value as unknown as ForceReply;
  return undefined;
}

/** Reads `reply_markup` of an edit, which may only be an inline keyboard. */
export function readInlineMarkup(parameters: Parameters): InlineKeyboardMarkup | undefined {
  const markup = readMarkup(parameters);
  if (markup === undefined || "inline_keyboard" in markup) return markup;
  throw badRequest("inline keyboard expected");
}

/**
 * Finds the button whose callback data or text is `wanted`.
 *
 * Errors: `Error` that lists the buttons there are.
 */
export function findButton(markup: Markup | undefined, wanted: string): ButtonAction {
  const buttons = buttonsOf(markup);
  const button = buttons.find((button) => button.callback_data === wanted) ??
    buttons.find((button) => button.text === wanted);
  if (!button) {
    const there = buttons.map((button) => JSON.stringify(button.text)).join(", ") || "none";
    throw new Error(`expected one of the buttons ${there}, got ${JSON.stringify(wanted)}`);
  }
  const inline = markup !== undefined && "inline_keyboard" in markup;
  const url = isRecord(button.web_app) ? String(button.web_app.url) : undefined;
  if (url !== undefined) return { kind: "app", url, signed: inline };
  if (typeof button.callback_data === "string") {
    return { kind: "callback", data: button.callback_data };
  }
  if (typeof button.url === "string") return { kind: "link", url: button.url };
  return { kind: "message", text: button.text };
}

function buttonsOf(markup: Markup | undefined): Button[] {
  if (markup && "inline_keyboard" in markup) return markup.inline_keyboard.flat() as Button[];
  if (markup && "keyboard" in markup) {
    return markup.keyboard.flat().map((button) =>
      typeof button === "string" ? { text: button } : button as Button
    );
  }
  return [];
}

function readRows(value: unknown, field: string, read: (button: unknown) => Button): Button[][] {
  if (!Array.isArray(value) || !value.every(Array.isArray)) {
    throw badRequest(`field "${field}" must be an Array of Arrays`);
  }
  return value.map((row: unknown[]) => row.map(read)).filter((row) => row.length > 0);
}

function readInlineButton(value: unknown): Button {
  const refuse = (reason: string) => badRequest(`can't parse inline keyboard button: ${reason}`);
  if (!isRecord(value)) throw refuse("InlineKeyboardButton must be an Object");
  if (typeof value.text !== "string") throw refuse('Can\'t find field "text"');
  if (typeof value.callback_data === "string") {
    const bytes = new TextEncoder().encode(value.callback_data).length;
    if (bytes === 0 || bytes > CALLBACK_DATA_BYTES) throw badRequest("BUTTON_DATA_INVALID");
  } else if (typeof value.url === "string") {
    if (!isUrl(value.url, ["http:", "https:", "tg:"])) {
      throw badRequest(`inline keyboard button URL '${value.url}' is invalid: Wrong HTTP URL`);
    }
  } else if (isRecord(value.web_app)) {
    checkAppUrl(value.web_app.url, "inline keyboard button Web App URL");
  } else {
    throw refuse("Text buttons are unallowed in the inline keyboard");
  }
  return value as unknown as Button;
}

function readReplyButton(value: unknown): Button {
  const refuse = (reason: string) => badRequest(`can't parse keyboard button: ${reason}`);
  if (typeof value === "string") return { text: value };
  if (!isRecord(value)) throw refuse("KeyboardButton must be a String or an Object");
  if (typeof value.text !== "string") throw refuse('Can\'t find field "text"');
  if (isRecord(value.web_app)) checkAppUrl(value.web_app.url, "keyboard button Web App URL");
  return value as unknown as Button;
}

/** Telegram wants https; the box also takes this machine, where its Mini App is served. */
export function checkAppUrl(url: unknown, what: string): void {
  const local = typeof url === "string" && isLocal(url);
  if (!local && !isUrl(url, ["https:"])) {
    throw badRequest(`${what} '${url}' is invalid: Only HTTPS links are allowed`);
  }
}

/** Whether a URL leads to this machine and nowhere else. */
export function isLocal(url: string): boolean {
  if (!isUrl(url, ["http:", "https:"])) return false;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}

function isUrl(url: unknown, protocols: string[]): boolean {
  return typeof url === "string" && URL.canParse(url) && protocols.includes(new URL(url).protocol);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
