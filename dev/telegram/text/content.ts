import type { MessageEntity } from "grammy/types";
import { badRequest } from "../errors.ts";
import type { Parameters } from "../parameters.ts";
import { addAutomaticEntities } from "./automatic.ts";
import { parseHtml } from "./html.ts";
import { parseMarkdown } from "./markdown.ts";
import { ParseError, type RichText, sorted, trim } from "./rich_text.ts";

/**
 * Longest text of a message and of a caption, after the formatting was parsed.
 *
 * Telegram speaks of characters; this box counts UTF-16 code units, the strictest reading.
 */
export const TEXT_LENGTH = 4096;
export const CAPTION_LENGTH = 1024;

/** Entities a caller may name; the others are found by Telegram and ignored when they are sent. */
const GIVEN = [
  "bold",
  "italic",
  "underline",
  "strikethrough",
  "spoiler",
  "blockquote",
  "expandable_blockquote",
  "code",
  "pre",
  "text_link",
  "text_mention",
  "custom_emoji",
];
const FOUND = ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"];

/** Reads `text` or `caption` with its `parse_mode` or entities. */
export function readRichText(
  parameters: Parameters,
  names: { text: string; entities: string },
): RichText {
  const source = parameters.text(names.text);
  const parsed = parse(source, parameters.text("parse_mode").toLowerCase()) ?? {
    text: source,
    entities: readEntities(parameters.json(names.entities, "entities"), source),
  };
  return complete(parsed);
}

/** Trims, adds what Telegram finds by itself, and puts the entities in order. */
export function complete(given: RichText): RichText {
  const { text, entities } = trim(given);
  return addAutomaticEntities({ text, entities: sorted(entities) });
}

function parse(source: string, mode: string): RichText | undefined {
  if (mode === "" || source === "") return undefined;
  try {
    if (mode === "html") return parseHtml(source);
    if (mode === "markdownv2") return parseMarkdown(source);
  } catch (error) {
    if (error instanceof ParseError) throw badRequest(`can't parse entities: ${error.message}`);
    throw error;
  }
  throw badRequest("unsupported parse_mode");
}

function readEntities(value: unknown, text: string): MessageEntity[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item): MessageEntity[] => {
    const refuse = (reason: string) => badRequest(`can't parse MessageEntity: ${reason}`);
    if (typeof item !== "object" || item === null) throw refuse("expected an Object");
    const { type, offset, length } = item as Partial<MessageEntity>;
    if (!Number.isInteger(offset)) throw refuse('Can\'t find field "offset"');
    if (!Number.isInteger(length)) throw refuse('Can\'t find field "length"');
    if (type !== undefined && FOUND.includes(type)) return [];
    if (type === undefined || !GIVEN.includes(type)) throw refuse("Unsupported type specified");
    if (offset! < 0 || length! < 0 || offset! + length! > text.length) {
      throw badRequest("ENTITY_BOUNDS_INVALID");
    }
    return [item as MessageEntity];
  });
}
