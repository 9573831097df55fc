import type { MessagesAnswer } from "../answers.ts";
import type { ChatMessage } from "../telegram.ts";
import { type Language, LOCALES } from "./words.ts";

/** One line of the chat: a message, the start of a day, or a move of the clock. */
export type Line =
  | { kind: "message"; key: string; message: ChatMessage }
  | { kind: "day"; key: string; text: string }
  | { kind: "clock"; key: string; moved: number | null };

/** Lays out a chat in its order, with a line where a day begins and where the clock was moved. */
export function timeline(
  { messages, notes }: Pick<MessagesAnswer, "messages" | "notes">,
  { language, timeZone }: { language: Language; timeZone: string },
): Line[] {
  const day = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    day: "numeric",
    month: "long",
  });
  const lines: Line[] = [];
  let left = notes.map((note, index) => ({ ...note, key: `clock ${index}` }));
  let shownDay = "";
  const takeNotes = (before: number) => {
    for (const { key, moved, after } of left) {
      if (after < before) lines.push({ kind: "clock", key, moved });
    }
    left = left.filter((note) => note.after >= before);
  };
  for (const message of messages) {
    takeNotes(message.message_id);
    const text = day.format(message.date * 1000);
    if (text !== shownDay) lines.push({ kind: "day", key: `day ${message.message_id}`, text });
    shownDay = text;
    lines.push({ kind: "message", key: `message ${message.message_id}`, message });
  }
  takeNotes(Infinity);
  return lines;
}
