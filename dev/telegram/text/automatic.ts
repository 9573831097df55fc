import type { MessageEntity } from "grammy/types";
import { type RichText, sorted } from "./rich_text.ts";

type Automatic = "bot_command" | "url" | "email" | "mention" | "hashtag";

/** What Telegram finds by itself; earlier lines win where two would overlap. */
const PATTERNS: readonly [Automatic, RegExp][] = [
  ["url", /\bhttps?:\/\/[^\s<>"]+[^\s<>".,!?;:)]/giu],
  ["email", /[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/giu],
  ["bot_command", /(?<![\p{L}\p{N}_/])\/[a-z0-9_]{1,64}(?:@\w{3,32})?(?![\p{L}\p{N}_/])/giu],
  ["mention", /(?<![\p{L}\p{N}_@/.])@[a-z]\w{3,31}(?!\w)/giu],
  ["hashtag", /(?<![\p{L}\p{N}_#/&])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** Nothing is looked for inside these. */
const CLOSED = ["code", "pre", "text_link", "text_mention", "custom_emoji"];

/** Adds commands, links, addresses, mentions and hashtags to the entities that were given. */
export function addAutomaticEntities({ text, entities }: RichText): RichText {
  const taken = entities.filter((entity) => CLOSED.includes(entity.type));
  const found: MessageEntity[] = [];
  for (const [type, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      if ([...taken, ...found].every((other) => !overlap(entity, other))) found.push(entity);
    }
  }
  return { text, entities: sorted([...entities, ...found]) };
}

interface Range {
  offset: number;
  length: number;
}

function overlap(a: Range, b: Range): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}
