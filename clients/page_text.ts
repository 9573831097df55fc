import { Parser } from "htmlparser2";

/** What of a page is no text of its own. */
const SKIPPED = new Set(
  ("script style noscript template svg math canvas iframe object video audio select option button " +
    "form nav footer aside dialog menu head").split(" "),
);
/** What begins a new line. */
const BLOCKS = new Set(
  ("p div section article main header h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th blockquote " +
    "pre figure figcaption br hr body").split(" "),
);
/** A tag that has no end, so that it cannot hold what it skips. */
const VOID = new Set(
  "area base br col embed hr img input link meta source track wbr".split(" "),
);
/** Shorter lines are mostly menus and captions. */
const LINE_LENGTH = 40;
/** An article with less is probably not what the page is about. */
const ARTICLE_LENGTH = 200;
/** The parser takes a time that grows with the square of the depth; no honest page is so deep. */
const MOST_DEPTH = 1_000;
/** Characters that are parsed before the depth is looked at. */
const PIECE_LENGTH = 4_096;
/** Lines that are mostly links lead elsewhere. */
const MOST_LINKS = 0.5;

interface Line {
  text: string;
  linkLength: number;
  inArticle: boolean;
}

/** What a person reads on a page. */
export interface PageText {
  title: string;
  /** Paragraphs, with line breaks between. */
  text: string;
}

/**
 * Takes the readable text out of a page's HTML.
 *
 * Menus, forms, what surrounds the article and what is hidden from people are left out: hidden words
 * are the likeliest to be meant for a machine.
 */
export function readableText(html: string): PageText {
  const reader = new Reader();
  const parser = new Parser({
    onopentag: (name, attributes) => reader.open(name, attributes),
    onclosetag: (name) => reader.close(name),
    ontext: (text) => reader.text(text),
  });
  for (let at = 0; at < html.length && reader.depth <= MOST_DEPTH; at += PIECE_LENGTH) {
    parser.write(html.slice(at, at + PIECE_LENGTH));
  }
  // Without the end of a page that was given up, which would close all its elements one by one.
  if (reader.depth <= MOST_DEPTH) parser.end();
  return reader.page();
}

class Reader {
  /** How many elements are open. */
  depth = 0;
  #title = "";
  #inTitle = false;
  /** The open elements from the one that is skipped on. */
  #skipped: string[] = [];
  #articles = 0;
  #links = 0;
  #lines: Line[] = [];
  #line: Line = { text: "", linkLength: 0, inArticle: false };

  open(name: string, attributes: Record<string, string>): void {
    this.depth += 1;
    if (name === "title" && this.#title === "" && !this.#skipped.includes("svg")) {
      this.#inTitle = true;
    }
    if (VOID.has(name)) {
      if (BLOCKS.has(name)) this.#endLine();
      return;
    }
    if (this.#skipped.length > 0 || SKIPPED.has(name) || isHidden(attributes)) {
      this.#skipped.push(name);
      return;
    }
    if (BLOCKS.has(name)) this.#endLine();
    if (name === "article" || name === "main") this.#articles += 1;
    if (name === "a") this.#links += 1;
  }

  close(name: string): void {
    this.depth -= 1;
    if (name === "title") this.#inTitle = false;
    if (VOID.has(name)) return;
    if (this.#skipped.length > 0) {
      const at = this.#skipped.lastIndexOf(name);
      if (at >= 0) this.#skipped.length = at;
      return;
    }
    if (BLOCKS.has(name)) this.#endLine();
    if (name === "article" || name === "main") this.#articles = Math.max(0, this.#articles - 1);
    if (name === "a") this.#links = Math.max(0, this.#links - 1);
  }

  text(text: string): void {
    if (this.#inTitle) this.#title += text;
    if (this.#skipped.length > 0) return;
    this.#line.text += text;
    this.#line.inArticle ||= this.#articles > 0;
    if (this.#links > 0) this.#line.linkLength += text.trim().length;
  }

  page(): PageText {
    this.#endLine();
    const long = this.#lines.filter(({ text, linkLength }) =>
      text.length >= LINE_LENGTH && linkLength <= text.length * MOST_LINKS
    );
    const article = long.filter(({ inArticle }) => inArticle);
    const lines = lengthOf(article) >= ARTICLE_LENGTH
      ? article
      : long.length > 0
      ? long
      : this.#lines;
    return {
      title: clean(this.#title),
      text: lines.map(({ text }) => text).join("\n"),
    };
  }

  #endLine(): void {
    const text = clean(this.#line.text);
    if (text !== "") this.#lines.push({ ...this.#line, text });
    this.#line = { text: "", linkLength: 0, inArticle: false };
  }
}

function isHidden({ hidden, style, ...attributes }: Record<string, string>): boolean {
  return hidden !== undefined || attributes["aria-hidden"] === "true" ||
    /(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9]))/i
      .test(style ?? "");
}

function lengthOf(lines: Line[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}

/** One line without the marks that are not seen, such as those that turn the direction of writing. */
function clean(text: string): string {
  return text.replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, "").replace(/[\s\p{Cc}]+/gu, " ").trim();
}
