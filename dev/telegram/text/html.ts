import type { MessageEntity } from "grammy/types";
import { ParseError, type RichText } from "./rich_text.ts";

const SIMPLE_TAGS: Readonly<Record<string, MessageEntity.CommonMessageEntity["type"]>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  code: "code",
  blockquote: "blockquote",
};
const OTHER_TAGS = ["a", "pre", "tg-emoji"];

interface OpenTag {
  name: string;
  attributes: ReadonlyMap<string, string>;
  offset: number;
}

/**
 * Parses the Bot API's HTML.
 *
 * Errors: `ParseError` in Telegram's words, with byte offsets into `source`.
 */
export function parseHtml(source: string): RichText {
  const entities: MessageEntity[] = [];
  const open: OpenTag[] = [];
  let text = "";
  let position = 0;
  while (position < source.length) {
    if (source[position] !== "<") {
      const next = source.indexOf("<", position);
      const end = next === -1 ? source.length : next;
      text += decodeReferences(source.slice(position, end));
      position = end;
    } else if (source[position + 1] === "/") {
      position = closeTag(source, position, text, open, entities);
    } else {
      position = openTag(source, position, text.length, open);
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) {
    throw new ParseError(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  }
  return { text, entities: entities.map(withoutCodeLanguage) };
}

/** Reads a start tag at `position`, notes it in `open`, and returns where it ends. */
function openTag(source: string, position: number, offset: number, open: OpenTag[]): number {
  const at = ParseError.at(source, position);
  const name = /<([^\s>]*)/y.exec(source.slice(position))?.[1]?.toLowerCase() ?? "";
  if (position + 1 + name.length >= source.length) {
    throw new ParseError(`Unclosed start tag ${at}`);
  }
  if (!(name in SIMPLE_TAGS) && !OTHER_TAGS.includes(name)) {
    throw new ParseError(`Unsupported start tag "${name}" ${at}`);
  }
  const attribute = /\s+([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?/y;
  const attributes = new Map<string, string>();
  let end = position + 1 + name.length;
  for (;;) {
    attribute.lastIndex = end;
    const found = attribute.exec(source);
    if (!found) break;
    attributes.set(found[1] ?? "", decodeReferences(found[2] ?? found[3] ?? found[4] ?? ""));
    end = attribute.lastIndex;
  }
  const close = /\s*>/y;
  close.lastIndex = end;
  if (!close.test(source)) throw new ParseError(`Unclosed start tag ${at}`);
  if (name === "span" && attributes.get("class") !== "tg-spoiler") {
    throw new ParseError(`Tag "span" must have class "tg-spoiler" ${at}`);
  }
  open.push({ name, attributes, offset });
  return close.lastIndex;
}

/** Reads an end tag at `position`, adds its entity, and returns where it ends. */
function closeTag(
  source: string,
  position: number,
  text: string,
  open: OpenTag[],
  entities: MessageEntity[],
): number {
  const at = ParseError.at(source, position);
  const tag = open.pop();
  if (!tag) throw new ParseError(`Unexpected end tag ${at}`);
  const pattern = /<\/([^\s>]*)\s*>/y;
  pattern.lastIndex = position;
  const found = pattern.exec(source);
  if (!found) throw new ParseError(`Unclosed end tag ${at}`);
  const name = (found[1] ?? "").toLowerCase();
  if (name !== "" && name !== tag.name) {
    throw new ParseError(`Unmatched end tag ${at}, expected "</${tag.name}>", found "</${name}>"`);
  }
  if (text.length > tag.offset) addEntity(tag, text, entities);
  return pattern.lastIndex;
}

function addEntity(tag: OpenTag, text: string, entities: MessageEntity[]): void {
  const place = { offset: tag.offset, length: text.length - tag.offset };
  if (tag.name === "a") {
    const url = tag.attributes.get("href") || text.slice(tag.offset);
    entities.push({ type: "text_link", ...place, url });
  } else if (tag.name === "tg-emoji") {
    const id = tag.attributes.get("emoji-id") ?? "";
    if (!/^[1-9]\d*$/.test(id)) throw new ParseError("Invalid custom emoji identifier specified");
    entities.push({ type: "custom_emoji", ...place, custom_emoji_id: id });
  } else if (tag.name === "pre") {
    addPre(place, entities);
  } else if (tag.name === "code") {
    const language = /^language-(.+)$/.exec(tag.attributes.get("class") ?? "")?.[1];
    entities.push({ type: "code", ...place, ...(language ? { language } : {}) });
  } else if (tag.name === "blockquote" && tag.attributes.has("expandable")) {
    entities.push({ type: "expandable_blockquote", ...place });
  } else {
    entities.push({ type: SIMPLE_TAGS[tag.name] ?? "bold", ...place });
  }
}

/** `<pre><code class="language-x">` is one block with a language. */
function addPre(place: { offset: number; length: number }, entities: MessageEntity[]): void {
  const inner = entities.at(-1) as (MessageEntity & { language?: string }) | undefined;
  const whole = inner?.type === "code" && inner.offset === place.offset &&
    inner.length === place.length;
  if (whole) entities.pop();
  const language = whole ? inner.language : undefined;
  entities.push({ type: "pre", ...place, ...(language ? { language } : {}) });
}

/** The language of a `<code>` was kept only for a `<pre>` around it. */
function withoutCodeLanguage(entity: MessageEntity): MessageEntity {
  return entity.type === "code"
    ? { type: "code", offset: entity.offset, length: entity.length }
    : entity;
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

function decodeReferences(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot));?/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[String(name).toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code < 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
