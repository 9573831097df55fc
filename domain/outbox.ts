import { beginningOf } from "./beginning.ts";

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
  /** How often it was tried in vain. */
  attempts: number;
  createdAt: number;
}

/** The messages to one chat, which leave in the order in which they were put in. */
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
