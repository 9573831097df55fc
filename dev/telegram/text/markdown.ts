import type { MessageEntity } from "grammy/types";
import { ParseError, type RichText } from "./rich_text.ts";

type Kind =
  | "bold"
  | "italic"
  | "underline"
  | "strikethrough"
  | "spoiler"
  | "code"
  | "pre"
  | "text_link"
  | "blockquote";

/** Longer marks first, so that `__` is not read as two `_`. */
const MARKS: readonly [string, Kind][] = [
  ["```", "pre"],
  ["`", "code"],
  ["||", "spoiler"],
  ["__", "underline"],
  ["_", "italic"],
  ["*", "bold"],
  ["~", "strikethrough"],
  ["[", "text_link"],
];
const RESERVED = "_*[]()~`>#+-=|{}.!";
/** How Telegram names each kind in its errors. */
const NAMES: Readonly<Record<Kind, string>> = {
  bold: "Bold",
  italic: "Italic",
  underline: "Underline",
  strikethrough: "Strikethrough",
  spoiler: "Spoiler",
  code: "Code",
  pre: "Pre",
  text_link: "TextUrl",
  blockquote: "BlockQuote",
};

interface Open {
  kind: Kind;
  /** Where the text of the entity starts in the result. */
  offset: number;
  /** Where its mark stands in the source. */
  position: number;
  language?: string;
}

/**
 * Parses MarkdownV2: every mark except custom emoji and expandable quotations.
 *
 * Errors: `ParseError` in Telegram's words, with byte offsets into `source`.
 */
export function parseMarkdown(source: string): RichText {
  return new MarkdownParser(source).parse();
}

class MarkdownParser {
  #text = "";
  #position = 0;
  readonly #open: Open[] = [];
  readonly #entities: MessageEntity[] = [];

  constructor(private readonly source: string) {}

  parse(): RichText {
    while (this.#position < this.source.length) this.#step();
    if (this.#top?.kind === "blockquote") this.#close(this.#top);
    if (this.#top) throw this.#unclosed(this.#top);
    return { text: this.#text, entities: this.#entities };
  }

  get #top(): Open | undefined {
    return this.#open.at(-1);
  }

  #step(): void {
    const { source } = this;
    const character = source[this.#position] ?? "";
    const verbatim = this.#top?.kind === "code" || this.#top?.kind === "pre";
    if (character === "\\" && isEscapable(source.charCodeAt(this.#position + 1))) {
      this.#text += source[this.#position + 1];
      this.#position += 2;
    } else if (verbatim ? character === "`" : RESERVED.includes(character)) {
      this.#mark();
    } else if (character === "\n" && !verbatim) {
      this.#newLine();
    } else {
      this.#text += character;
      this.#position += 1;
    }
  }

  #mark(): void {
    const top = this.#top;
    if (top && this.#closes(top)) {
      this.#position += top.kind === "text_link" ? 0 : markOf(top.kind).length;
      this.#close(top);
      return;
    }
    if (this.#position === 0 && this.source[0] === ">") {
      this.#position = 1;
      this.#open.push({ kind: "blockquote", offset: 0, position: 0 });
      return;
    }
    const found = MARKS.find(([mark]) => this.source.startsWith(mark, this.#position));
    if (!found) {
      const character = this.source[this.#position];
      throw new ParseError(
        `Character '${character}' is reserved and must be escaped with the preceding '\\'`,
      );
    }
    const [mark, kind] = found;
    const opened: Open = { kind, offset: this.#text.length, position: this.#position };
    this.#position += mark.length;
    if (kind === "pre") this.#startBlock(opened);
    this.#open.push(opened);
  }

  #closes(top: Open): boolean {
    if (top.kind === "blockquote") return false;
    if (top.kind === "text_link") return this.source[this.#position] === "]";
    const mark = markOf(top.kind);
    if (!this.source.startsWith(mark, this.#position)) return false;
    return top.kind !== "italic" || this.source[this.#position + 1] !== "_";
  }

  /** A word on the line of the opening mark is the language; one line break after it is dropped. */
  #startBlock(opened: Open): void {
    const rest = this.source.slice(this.#position);
    const language = /^([^\s`]+)(?=\s)/.exec(rest)?.[1];
    if (language !== undefined) opened.language = language;
    this.#position += language?.length ?? 0;
    this.#position += /^\r?\n/.exec(this.source.slice(this.#position))?.[0].length ?? 0;
  }

  #newLine(): void {
    const quoted = this.source[this.#position + 1] === ">";
    const inside = this.#open.some((open) => open.kind === "blockquote");
    this.#position += 1;
    if (inside && !quoted) {
      const top = this.#top;
      if (top?.kind !== "blockquote") throw this.#unclosed(top);
      this.#close(top);
    }
    this.#text += "\n";
    if (!quoted) return;
    if (!inside) {
      this.#open.push({
        kind: "blockquote",
        offset: this.#text.length,
        position: this.#position,
      });
    }
    this.#position += 1;
  }

  #close(open: Open): void {
    this.#open.pop();
    const place = { offset: open.offset, length: this.#text.length - open.offset };
    const url = open.kind === "text_link" ? this.#url(open.offset) : "";
    if (place.length === 0) return;
    if (open.kind === "text_link") {
      this.#entities.push({ type: "text_link", ...place, url });
    } else if (open.kind === "pre" && open.language !== undefined) {
      this.#entities.push({ type: "pre", ...place, language: open.language });
    } else {
      this.#entities.push({ type: open.kind, ...place });
    }
  }

  /** Reads `](url)`; without the parentheses the text itself is the address. */
  #url(offset: number): string {
    this.#position += 1;
    if (this.source[this.#position] !== "(") return this.#text.slice(offset);
    const start = this.#position + 1;
    const pattern = /((?:\\[ -~]|[^)\\])*)\)/y;
    pattern.lastIndex = start;
    const found = pattern.exec(this.source);
    if (!found) {
      throw new ParseError(`Can't find end of a URL ${ParseError.at(this.source, start)}`);
    }
    this.#position = pattern.lastIndex;
    return (found[1] ?? "").replace(/\\([ -~])/g, "$1");
  }

  #unclosed(open: Open | undefined): ParseError {
    const { kind, position } = open ?? { kind: "blockquote" as const, position: 0 };
    const at = ParseError.at(this.source, position);
    return new ParseError(`Can't find end of ${NAMES[kind]} entity ${at}`);
  }
}

function markOf(kind: Kind): string {
  return MARKS.find(([, candidate]) => candidate === kind)?.[0] ?? "";
}

function isEscapable(code: number): boolean {
  return code > 0 && code <= 126;
}
