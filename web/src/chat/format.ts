/**
 * The little Markdown an answer may use: paragraphs, headings, lists, bold, emphasis and code.
 * It becomes data, never HTML, so nothing that a model writes can become a tag.
 */

export type Mark = "plain" | "bold" | "italic" | "code" | "cite";

export interface Span {
  mark: Mark;
  text: string;
}

export type Block =
  | { kind: "paragraph" | "heading"; lines: Span[][] }
  | { kind: "list"; ordered: boolean; start: number; lines: Span[][] };

const SPAN = /\*\*(.+?)\*\*|__(.+?)__|`([^`]+)`|\*(?=\S)([^*]+?)\*|\[(\d{1,2})\]/g;

/** The marked pieces of one line; unfinished marks stay as they were written. */
export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const match of line.matchAll(SPAN)) {
    if (match.index > from) spans.push({ mark: "plain", text: line.slice(from, match.index) });
    from = match.index + match[0].length;
    const [, stars, lines, code, star, cite] = match;
    if (stars ?? lines) spans.push({ mark: "bold", text: (stars ?? lines)! });
    else if (code) spans.push({ mark: "code", text: code });
    else if (star) spans.push({ mark: "italic", text: star });
    else spans.push({ mark: "cite", text: cite! });
  }
  if (from < line.length) spans.push({ mark: "plain", text: line.slice(from) });
  return spans;
}

/** Words cut off in the middle of a bold piece, with the piece closed, so that no stars flash by. */
export function closed(text: string): string {
  const stars = text.slice(text.lastIndexOf("\n") + 1).split("**").length - 1;
  if (stars % 2 === 0) return text.replace(/(^|[^*])\*$/, "$1");
  return /\*\*\s*$/.test(text) ? text.replace(/\*\*\s*$/, "") : `${text.replace(/\*$/, "")}**`;
}

/** The blocks of an answer, also of one that is still being written. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const line of text.split("\n")) {
    if (line.trim() === "") {
      open = false;
      continue;
    }
    const bullet = /^\s*[-*•]\s+(.+)$/.exec(line);
    const numbered = /^\s*(\d{1,3})[.)]\s+(.+)$/.exec(line);
    const heading = /^#{1,6}\s+(.+)$/.exec(line);
    const last = blocks.at(-1);
    if (bullet || numbered) {
      const spans = spansOf((bullet?.[1] ?? numbered?.[2])!);
      const ordered = numbered !== null;
      // Items stay one list across a blank line between them: models write both ways.
      if (last?.kind === "list" && last.ordered === ordered) last.lines.push(spans);
      else {blocks.push({
          kind: "list",
          ordered,
          start: Number(numbered?.[1] ?? 1),
          lines: [spans],
        });}
      open = false;
    } else if (heading) {
      blocks.push({ kind: "heading", lines: [spansOf(heading[1]!)] });
      open = false;
    } else if (open && last?.kind === "paragraph") {
      last.lines.push(spansOf(line));
    } else {
      blocks.push({ kind: "paragraph", lines: [spansOf(line)] });
      open = true;
    }
  }
  return blocks;
}
