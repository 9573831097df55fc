import assert from "node:assert/strict";
import { timeline } from "../../../dev/box/page/timeline.ts";
import type { MessagesAnswer } from "../../../dev/box/answers.ts";
import type { ChatMessage } from "../../../dev/box/telegram.ts";

const at = (message_id: number, when: string): ChatMessage => ({
  message_id,
  from: "bot",
  date: Date.parse(when) / 1000,
});

const shown = (chat: Pick<MessagesAnswer, "messages" | "notes">) =>
  timeline(chat, { language: "ru", timeZone: "Europe/Moscow" }).map((line) =>
    line.kind === "message"
      ? line.message.message_id
      : line.kind === "day"
      ? line.text
      : `clock ${line.moved}`
  );

Deno.test("a day begins at midnight of the community's time zone", () => {
  const messages = [
    at(1, "2026-11-21T20:59:00Z"),
    at(2, "2026-11-21T21:01:00Z"),
    at(3, "2026-11-22T10:00:00Z"),
  ];
  assert.deepEqual(shown({ messages, notes: [] }), ["21 ноября", 1, "22 ноября", 2, 3]);
});

Deno.test("a move of the clock stands where it happened, before the day it led to", () => {
  const messages = [at(1, "2026-11-21T12:00:00Z"), at(5, "2026-11-24T12:00:00Z")];
  const notes = [
    { after: 0, moved: 1 },
    { after: 1, moved: 2 },
    { after: 1, moved: 3 },
    { after: 5, moved: null },
  ];
  assert.deepEqual(shown({ messages, notes }), [
    "clock 1",
    "21 ноября",
    1,
    "clock 2",
    "clock 3",
    "24 ноября",
    5,
    "clock null",
  ]);
});
