/**
 * The little Markdown an answer, a lesson or a passage may use: paragraphs, headings, lists, quotes,
 * tables, bold, emphasis, code and links.
 * It becomes data, never HTML, so nothing that a model writes can become a tag.
 */

export type Mark = "plain" | "bold" | "italic" | "code" | "cite" | "link";

export interface Span {
  mark: Mark;
  text: string;
  /** Where a link leads, http or https only. */
  url?: string;
  /** A number in brackets that stands where the mark of a source stands: right behind words. */
  attached?: true;
  /** Belongs to the words that were quoted; see `quote.ts`. */
  quoted?: true;
}

export type Block =
  | { kind: "paragraph" | "heading" | "quote" | "code"; lines: Span[][] }
  | { kind: "list"; ordered: boolean; start: number; lines: Span[][] }
  /** Cells row by row, the head first. */
  | { kind: "table"; columns: number; lines: Span[][] };

const SPAN = new RegExp(
  [
    /\*\*(.+?)\*\*|__(.+?)__/, // bold
    /`([^`]+)`/, // code
    /\*(?=\S)([^*]+?)\*/, // emphasis
    /(!?)\[([^[\]]+)\]\(([^\s()]+)\)/, // a link, or a picture
    /\[(\d{1,2})\]/, // the mark of a source
    /(https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?)\]*_`])/, // an address
  ].map(({ source }) => source).join("|"),
  "g",
);

/** What the mark of a source stands behind: a word or what closes one; apart only after a sentence. */
const BEFORE_SOURCE = /([\p{L}\p{M}\p{N}\p{Po}\p{Pe}\p{Pf}\p{Sc}`]|[.!?…] |\[\d{1,2}\] )$/u;

function cite(number: string, before: string): Span {
  const span: Span = { mark: "cite", text: number };
  if (BEFORE_SOURCE.test(before)) span.attached = true;
  return span;
}

/** Bold or emphasised words; a source may be named among them. */
function stressed(text: string, mark: "bold" | "italic", before: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(/\[(\d{1,2})\]/g)) {
    if (match.index > from) spans.push({ mark, text: text.slice(from, match.index) });
    spans.push(cite(match[1]!, before + text.slice(0, match.index)));
    from = match.index + match[0].length;
  }
  if (from < text.length) spans.push({ mark, text: text.slice(from) });
  return spans;
}

/** The marked pieces of one line; unfinished marks stay as they were written. */
export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of line.matchAll(SPAN)) {
    const before = line.slice(0, match.index);
    if (match.index > from) spans.push({ mark: "plain", text: line.slice(from, match.index) });
    from = match.index + match[0].length;
    const [, stars, lines, code, star, picture, words, place, number, address] = match;
    if (stars ?? lines) spans.push(...stressed((stars ?? lines)!, "bold", before));
    else if (code) spans.push({ mark: "code", text: code });
    else if (star) spans.push(...stressed(star, "italic", before));
    else if (words) {
      const leads = !picture && /^https?:\/\//.test(place!);
      spans.push(
        leads ? { mark: "link", text: words, url: place! } : { mark: "plain", text: words },
      );
    } else if (address) spans.push({ mark: "link", text: address, url: address });
    else spans.push(cite(number!, before));
  }
  if (from < line.length) spans.push({ mark: "plain", text: line.slice(from) });
  return spans;
}

/** Words cut off in the middle of a bold piece or a link, with it closed, so that no marks flash by. */
export function closed(text: string): string {
  const whole = text.replace(/!?\[([^[\]\n]+)\]\([^\s)]*$/, "$1");
  const stars = whole.slice(whole.lastIndexOf("\n") + 1).split("**").length - 1;
  if (stars % 2 === 0) return whole.replace(/(^|[^*])\*$/, "$1");
  return /\*\*\s*$/.test(whole) ? whole.replace(/\*\*\s*$/, "") : `${whole.replace(/\*$/, "")}**`;
}

/** A line that begins a block of its own, or ends one. */
const BEGINS = /^\s*([-*•]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\||```|([-*_]\s*){3,}$|$)/;
/** A line that nothing goes on with: it is a block by itself, or says that it ends here. */
const ENDS = /^\s*(#{1,6}\s|\||```|([-*_]\s*){3,}$|$)| {2}$|\\$/;

/**
 * The Markdown of a file with each paragraph and item on one line: whoever wrote it broke its lines
 * at the margin. An answer's lines are meant, and stay.
 */
export function unwrapped(text: string): string {
  const lines: string[] = [];
  let inCode = false;
  for (const line of text.split("\n")) {
    const last = lines.at(-1), isFence = /^\s*```/.test(line);
    const goesOn = last !== undefined && !inCode && !isFence && !ENDS.test(last);
    const quoted = /^\s*>\s?(.*\S.*)$/.exec(line)?.[1];
    if (goesOn && !BEGINS.test(line)) lines.push(`${lines.pop()} ${line.trimStart()}`);
    else if (goesOn && quoted && /^\s*>/.test(last)) lines.push(`${lines.pop()} ${quoted}`);
    else lines.push(line);
    if (isFence) inCode = !inCode;
  }
  return lines.join("\n").replace(/\\$/gm, "");
}

const cellsOf = (line: string) => line.trim().replace(/^\||\|$/g, "").split("|");

/** The rows of a table that begins at `from`, or none: its second line tells that it is one. */
function tableAt(lines: readonly string[], from: number): string[][] {
  const isRow = (line: string | undefined) => line !== undefined && /^\s*\|.*\S/.test(line);
  if (!isRow(lines[from]) || !/^\s*\|(\s*:?-+:?\s*\|)+\s*$/.test(lines[from + 1] ?? "")) return [];
  const rows = [cellsOf(lines[from]!)];
  for (let at = from + 2; isRow(lines[at]); at++) rows.push(cellsOf(lines[at]!));
  return rows;
}

/** The lines of a fenced piece of code that begins at `from`, or null. */
function codeAt(lines: readonly string[], from: number): string[] | null {
  if (!/^\s*```/.test(lines[from]!)) return null;
  const end = lines.findIndex((line, at) => at > from && /^\s*```\s*$/.test(line));
  return end < 0 ? null : lines.slice(from + 1, end);
}

/** Adds a line of ordinary text; `open` says whether it may go on with the last block. */
function addLine(blocks: Block[], line: string, open: boolean): boolean {
  const bullet = /^\s*[-*•]\s+(.+)$/.exec(line);
  const numbered = /^\s*(\d{1,3})[.)]\s+(.+)$/.exec(line);
  const heading = /^#{1,6}\s+(.+)$/.exec(line);
  const quote = /^\s*>\s?(.*\S.*)$/.exec(line);
  const last = blocks.at(-1);
  if (bullet || numbered) {
    const spans = spansOf((bullet?.[1] ?? numbered?.[2])!);
    const ordered = numbered !== null, start = Number(numbered?.[1] ?? 1);
    // Items stay one list across a blank line between them: models write both ways.
    if (last?.kind === "list" && last.ordered === ordered) last.lines.push(spans);
    else blocks.push({ kind: "list", ordered, start, lines: [spans] });
    return false;
  }
  if (heading) {
    blocks.push({ kind: "heading", lines: [spansOf(heading[1]!)] });
    return false;
  }
  const kind = quote ? "quote" : "paragraph", spans = spansOf(quote?.[1] ?? line);
  if (open && last?.kind === kind) last.lines.push(spans);
  else blocks.push({ kind, lines: [spans] });
  return true;
}

/** The blocks of an answer, also of one that is still being written. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [], lines = text.split("\n");
  let open = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!, table = tableAt(lines, at), code = codeAt(lines, at);
    if (line.trim() === "" || /^\s*([-*_]\s*){3,}$/.test(line)) open = false;
    else if (table.length > 0) {
      const columns = table[0]!.length;
      const cells = table.flatMap((row) =>
        Array.from({ length: columns }, (_, column) => spansOf((row[column] ?? "").trim()))
      );
      blocks.push({ kind: "table", columns, lines: cells });
      at += table.length;
      open = false;
    } else if (code) {
      blocks.push({ kind: "code", lines: code.map((one) => [{ mark: "plain", text: one }]) });
      at += code.length + 1;
      open = false;
    } else open = addLine(blocks, line, open);
  }
  return blocks;
}
