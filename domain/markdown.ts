/** A run of lines of a Markdown text that belong together. */
export type MarkdownBlock =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph" | "list" | "table" | "code"; text: string };

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+\S/;
const TABLE_ROW = /^ {0,3}\|/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const HARD_BREAK = /(?: {2,}|\\)$/;

/**
 * Reads Markdown as blocks (https://spec.commonmark.org/0.31.2/, as far as a search needs it).
 *
 * Lines of a paragraph or an item are joined where only the width of the page broke them.
 */
export function blocksOf(markdown: string): MarkdownBlock[] {
  const lines = markdown.replace(/\r\n?/g, "\n").replaceAll("\0", "").split("\n");
  const blocks: MarkdownBlock[] = [];
  let at = 0;
  /** Takes lines from the present one on for as long as `belongs` says so. */
  const take = (belongs: (line: string, index: number) => boolean): string[] => {
    const start = at;
    at += 1;
    while (at < lines.length && belongs(lines[at]!, at)) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at]!;
    const heading = HEADING.exec(line);
    if (line.trim() === "" || RULE.test(line)) {
      at += 1;
    } else if (heading) {
      at += 1;
      blocks.push({ kind: "heading", level: heading[1]!.length, text: plain(heading[2] ?? "") });
    } else if (FENCE.test(line)) {
      blocks.push({ kind: "code", text: fenced(line, take).join("\n") });
    } else if (TABLE_ROW.test(line)) {
      const rows = take((next) => TABLE_ROW.test(next));
      blocks.push({ kind: "table", text: rows.map((row) => row.trim()).join("\n") });
    } else if (ITEM.test(line)) {
      const items = take((next, index) => goesOn(next, lines[index + 1] ?? ""));
      blocks.push({ kind: "list", text: joined(items.filter((item) => item.trim() !== "")) });
    } else {
      const paragraph = take((next) => next.trim() !== "" && !beginsAnother(next));
      blocks.push({ kind: "paragraph", text: joined(paragraph) });
    }
  }
  return blocks;
}

/** The lines of a fenced block; one that is never closed goes on to the end. */
function fenced(
  opening: string,
  take: (belongs: (line: string) => boolean) => string[],
): string[] {
  const fence = FENCE.exec(opening)![1]!;
  let closed = false;
  return take((line) => {
    if (closed) return false;
    const [mark = ""] = line.trim().split(/\s/, 1);
    closed = mark.length >= fence.length && mark === fence[0]!.repeat(mark.length) &&
      line.trim() === mark;
    return true;
  });
}

/** Whether a line goes on with the list above it: its text, a further item, or a gap before one. */
function goesOn(line: string, next: string): boolean {
  if (line.trim() === "") return ITEM.test(next) || /^(?: {2,}|\t)\S/.test(next);
  return ITEM.test(line) || /^(?: {2,}|\t)/.test(line) || !beginsAnother(line);
}

function beginsAnother(line: string): boolean {
  return HEADING.test(line) || FENCE.test(line) || ITEM.test(line) || TABLE_ROW.test(line) ||
    RULE.test(line);
}

/** Joins the lines that only the width of the page broke. */
function joined(lines: readonly string[]): string {
  const whole: string[] = [];
  for (const line of lines) {
    const last = whole.at(-1);
    const isNew = last === undefined || HARD_BREAK.test(last) ||
      /^\s*(?:[-*+]|\d{1,9}[.)])\s/.test(line);
    if (isNew) whole.push(line.trimStart() === line ? line : line.replace(/^\t/, "  "));
    else whole[whole.length - 1] = `${last.trimEnd()} ${line.trim()}`;
  }
  return whole.map((line) => line.trimEnd()).join("\n").trim();
}

/** A heading without the marks that only make it look otherwise. */
function plain(heading: string): string {
  return heading.replace(/[*_`]+/g, "").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").trim();
}

/** Sentences of a text as they stand in it, each with where it begins; a line ends one too. */
export function sentencesOf(text: string): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  const add = (start: number, end: number) => {
    const sentence = text.slice(start, end);
    const trimmed = sentence.trim();
    if (trimmed === "") return;
    found.push({ text: trimmed, start: start + sentence.length - sentence.trimStart().length });
  };
  let start = 0;
  for (const { 0: end, index } of text.matchAll(SENTENCE_END)) {
    add(start, index + end.length);
    start = index + end.length;
  }
  add(start, text.length);
  return found;
}

/** A line's end, or marks that end a sentence where a space and no small letter follow. */
const SENTENCE_END = /\n|(?<![.!?…])[.!?…]+["»”')\]]*(?=\s+[^\p{Ll}\s])/gu;
