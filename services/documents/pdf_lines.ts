/** A line of a page as it was set. */
export interface Line {
  text: string;
  /** Distance of its foot from the bottom of the page, in points. */
  foot: number;
  /** Height of its letters, in points. */
  size: number;
}

/** A run of letters as pdf.js tells it; `transform` holds the place in its last two numbers. */
interface Run {
  str: string;
  transform: number[];
  height: number;
  hasEOL: boolean;
}

/** Puts the runs of a page together into lines, in the order of the page's own text. */
export function linesOf(items: readonly unknown[]): Line[] {
  const lines: Line[] = [];
  let line: Line | undefined;
  for (const item of items) {
    if (typeof item !== "object" || item === null || !("str" in item)) continue;
    const { str, transform, height, hasEOL } = item as Run;
    const foot = transform[5] ?? 0;
    if (line && str.trim() !== "" && Math.abs(foot - line.foot) > Math.max(line.size, height) / 2) {
      line = undefined;
    }
    if (!line) {
      if (str.trim() === "") continue;
      lines.push(line = { text: "", foot, size: height });
    }
    line.text += str;
    line.size = Math.max(line.size, height);
    if (hasEOL) line = undefined;
  }
  return lines.map((line) => ({ ...line, text: line.text.replace(/\s+/g, " ").trim() }))
    .filter(({ text }) => text !== "");
}

/** How many lines at the top and the bottom of a page may be its running head or foot. */
const EDGE = 2;

/**
 * Drops what stands at the edge of most pages: running heads, feet and page numbers.
 *
 * Numbers in them count as the same on every page.
 */
export function withoutRunningHeads(pages: readonly Line[][]): Line[][] {
  const shape = ({ text }: Line) => text.replace(/\d+/g, "#").toLowerCase();
  const edges = (lines: Line[]) => [...lines.slice(0, EDGE), ...lines.slice(-EDGE)];
  const counts = new Map<string, number>();
  for (const lines of pages) {
    for (const edge of new Set(edges(lines).map(shape))) {
      counts.set(edge, (counts.get(edge) ?? 0) + 1);
    }
  }
  const repeats = (line: Line) => (counts.get(shape(line)) ?? 0) >= Math.max(3, pages.length / 2);
  const isNumber = ({ text }: Line) => /^[-–—\s]*\d{1,4}[-–—\s]*$/.test(text);
  return pages.map((lines) =>
    lines.filter((line, index) => {
      const atEdge = index < EDGE || index >= lines.length - EDGE;
      const last = index === lines.length - 1 || index === 0;
      return !(atEdge && repeats(line)) && !(last && isNumber(line) && pages.length > 1);
    })
  );
}

/** Longest line that may be a heading, in characters. */
const HEADING_LENGTH = 120;
/** How much larger than the text a heading is set. */
const HEADING_SIZE = 1.15;

/** Puts lines together into paragraphs of Markdown; lines set larger than the text are headings. */
export function paragraphsOf(pages: readonly Line[][]): string[] {
  const body = usualSize(pages.flat());
  const levels = headingSizes(pages.flat(), body);
  const paragraphs: string[] = [];
  let open: { lines: string[]; level: number } | undefined;
  const close = () => {
    if (!open) return;
    const text = joined(open.lines);
    paragraphs.push(open.level > 0 ? `${"#".repeat(open.level)} ${text}` : text);
    open = undefined;
  };
  for (const lines of pages) {
    const gap = usualGap(lines);
    for (const [index, line] of lines.entries()) {
      const level = levelOf(line, levels, body);
      const above = index > 0 ? lines[index - 1] : undefined;
      const goesOn = open !== undefined && open.level === level && !startsItem(line.text) &&
        (above
          ? above.foot - line.foot <= gap * 1.35
          : level === 0 && isUnfinished(open.lines.at(-1)!));
      if (!goesOn) close();
      if (open) open.lines.push(line.text);
      else open = { lines: [line.text], level };
    }
  }
  close();
  return paragraphs;
}

/** The size most letters are set in. */
function usualSize(lines: readonly Line[]): number {
  const letters = new Map<number, number>();
  for (const { size, text } of lines) {
    const rounded = Math.round(size * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 0;
}

/** The sizes of headings, the largest first; three levels at most. */
function headingSizes(lines: readonly Line[], body: number): number[] {
  const large = lines.filter(({ size, text }) =>
    size > body * HEADING_SIZE && text.length <= HEADING_LENGTH
  );
  return [...new Set(large.map(({ size }) => Math.round(size * 2) / 2))]
    .sort((one, other) => other - one).slice(0, 3);
}

function levelOf({ text, size }: Line, levels: readonly number[], body: number): number {
  const worthy = size > body * HEADING_SIZE && text.length <= HEADING_LENGTH && /\p{L}/u.test(text);
  return worthy ? levels.indexOf(Math.round(size * 2) / 2) + 1 : 0;
}

/** The step from line to line that is most frequent on a page, in points. */
function usualGap(lines: readonly Line[]): number {
  const gaps = lines.slice(1).map((line, index) => lines[index]!.foot - line.foot)
    .filter((gap) => gap > 0).sort((one, other) => one - other);
  return gaps[Math.floor(gaps.length / 3)] ?? 0;
}

/** A list's item begins a paragraph of its own. */
function startsItem(text: string): boolean {
  return /^([•●▪‣·–—-]|\d{1,2}[.)])\s/.test(text);
}

/** A paragraph goes on over the foot of a page where its sentence has no end. */
function isUnfinished(text: string): boolean {
  return !/[.!?…:;»"”)]$/.test(text.slice(-1));
}

/** Joins lines; a word that was hyphenated at a line's end becomes whole. */
function joined(lines: readonly string[]): string {
  return lines.map((line, index) => {
    const next = lines[index + 1];
    if (next === undefined) return line;
    const hyphenated = /\p{Ll}[-\u00ad\u2010]$/u.test(line) && /^\p{Ll}/u.test(next);
    return hyphenated ? line.slice(0, -1) : `${line} `;
  }).join("");
}
