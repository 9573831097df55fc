import { beginningOf } from "./beginning.ts";
import type { ReminderKind } from "./reminder.ts";
import type { NoticeKind } from "./settings.ts";

/** A message on its way to a person. */
export interface OutboxMessage {
  schema: 1;
  id: string;
  memberId: string;
  chatId: string;
  /** What the message is about, for example `answer`. */
  kind: string;
  text: string;
  buttons?: MessageButton[][];
  /** From then on it is of no use to anybody and is not sent. */
  expiresAt?: number;
  /** What it says, to be said anew when it leaves; only of a reminder. */
  reminder?: { kind: ReminderKind; end: number };
  /** Whoever took it to send it, and the how manyth that was; gone once what became of it is known. */
  claim?: { by: string; times: number };
  /** How often it was tried in vain. */
  attempts: number;
  createdAt: number;
}

/** The messages of one queue of a chat, which leave in the order in which they were put in. */
export interface OutboxQueue {
  schema: 1;
  /** Numbers of the message that leaves next and of the newest. */
  first: number;
  last: number;
  /** When the next one is to be sent, at the earliest. */
  dueAt: number;
}

/** A button under a message: opens the Mini App at a path, or sends `data` back to the bot. */
export type MessageButton = { text: string; appPath: string } | { text: string; data: string };

/** Who sends, over all processes. */
export interface OutboxPace {
  schema: 1;
  /** The sender; another one takes over by writing its own name. */
  holder: string;
  /** The last moment, in real time, at which the holder may have begun to send. */
  until: number;
}

/** The setting by which a member turns off a kind of message that nobody has just asked for. */
const NOTICE_OF = new Map<string, NoticeKind>([
  ["reminder", "reminders"],
  ["allowance", "allowances"],
  ["care_plan", "care_plan"],
  ["lessons", "lessons"],
  ["news", "news"],
]);

/** What a member can mute a kind of message by, and quiet hours put off; undefined where it comes at once. */
export function noticeOf(kind: string): NoticeKind | undefined {
  return NOTICE_OF.get(kind);
}

/** Kinds that are only of use in the chat, or that the app shows anyway. */
const OF_THE_CHAT = [
  "allowance",
  "answer",
  "banned",
  "care_plan",
  "help",
  "lessons",
  "limit",
  "news",
  "plan",
  "start",
  "unsupported",
  "upload",
];

/** Whether a message that could not be sent is shown in the app. */
export function mattersInApp(kind: string): boolean {
  return !OF_THE_CHAT.includes(kind);
}

/** How often a message is taken to be sent by senders of whom nobody knows what became of it. */
const MOST_CLAIMS = 2;

/**
 * Whether a message that somebody else took may be taken again. It may have been sent: what is
 * advertised is then not sent, and anything else once more.
 */
export function mayBeClaimed({ kind, claim }: OutboxMessage, by: string): boolean {
  if (!claim || claim.by === by) return true;
  return kind !== "news" && claim.times < MOST_CLAIMS;
}

/** Most times a message is tried. */
export const MOST_ATTEMPTS = 8;

/** Milliseconds to wait before the next try of a message that failed `attempts` times. */
export function retryDelay(attempts: number): number {
  return Math.min(3600_000, 2_000 * 3 ** (attempts - 1));
}

/** Longest text of one Telegram message, in UTF-16 units. */
const MESSAGE_LENGTH = 4096;

/**
 * Cuts a text into messages that Telegram takes, at paragraphs, lines, or words where it can.
 */
export function splitText(text: string, most: number = MESSAGE_LENGTH): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > most) {
    const head = rest.slice(0, most);
    const cut = ["\n\n", "\n", ". ", " "]
      .map((mark) => head.lastIndexOf(mark) + mark.trimEnd().length)
      .find((place) => place > most / 2) ?? beginningOf(rest, most).length;
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  if (rest !== "") parts.push(rest);
  return parts;
}
