import { beginningOf } from "./beginning.ts";
import type { Chunk } from "./knowledge.ts";
import { blocksOf, type MarkdownBlock, sentencesOf } from "./markdown.ts";

/** Lengths in UTF-16 units: what a chunk aims at, and the most that prose may come to. */
const TARGET_LENGTH = 900;
const MOST_LENGTH = 1600;
/** The most of a table or a program, which are worth keeping whole; 8 KB as the store writes them. */
const MOST_WHOLE_LENGTH = 4000;
const HEADING_LENGTH = 160;

type Body = Exclude<MarkdownBlock, { kind: "heading" }>;

interface Section {
  headings: string[];
  blocks: Body[];
}

/**
 * Splits Markdown into chunks along its headings; every word of it comes into one of them.
 *
 * Paragraphs, lists, tables and code stay whole as far as they are not too long for it.
 */
export function splitIntoChunks(markdown: string): Chunk[] {
  return sectionsOf(blocksOf(markdown)).flatMap(({ headings, blocks }) =>
    packed(blocks.flatMap(piecesOf)).map((text) => ({ headings, text }))
  ).map(({ headings, text }, position) => ({ schema: 1, position, headings, text }));
}

/** What stands under each heading; a heading with nothing below it is a section of its own words. */
function sectionsOf(blocks: readonly MarkdownBlock[]): Section[] {
  const sections: Section[] = [];
  let path: { level: number; text: string }[] = [];
  let section: Section = { headings: [], blocks: [] };
  blocks.forEach((block, index) => {
    if (block.kind !== "heading") return void section.blocks.push(block);
    if (section.blocks.length > 0) sections.push(section);
    const text = shortened(block.text);
    path = [...path.filter(({ level }) => level < block.level), { level: block.level, text }];
    section = { headings: path.map(({ text }) => text).filter(Boolean), blocks: [] };
    const next = blocks[index + 1];
    const isEmpty = !next || (next.kind === "heading" && next.level <= block.level);
    if ((isEmpty || text !== block.text) && block.text !== "") {
      section.blocks.push({ kind: "paragraph", text: block.text });
    }
  });
  if (section.blocks.length > 0) sections.push(section);
  return sections;
}

function shortened(heading: string): string {
  return heading.length <= HEADING_LENGTH
    ? heading
    : `${beginningOf(heading, HEADING_LENGTH - 1)}…`;
}

/** A block as one piece, or as several where it is too long to be one. */
function piecesOf({ kind, text }: Body): string[] {
  const most = kind === "table" || kind === "code" ? MOST_WHOLE_LENGTH : MOST_LENGTH;
  if (text.length <= most) return [text];
  if (kind === "table") return tablePieces(text);
  if (kind === "code") return codePieces(text);
  return joinUpTo(
    TARGET_LENGTH,
    MOST_LENGTH,
    kind === "list" ? text.split("\n") : sentences(text),
    {
      between: kind === "list" ? "\n" : " ",
    },
  );
}

/** The head of a table stands above each of its parts. */
function tablePieces(table: string): string[] {
  const rows = table.split("\n");
  const hasHead = /^\|[\s:|-]+$/.test(rows[1] ?? "");
  const head = hasHead ? rows.slice(0, 2).join("\n") : "";
  // A head that would fill the part by itself is not said again.
  if (!hasHead || head.length > MOST_LENGTH / 2) {
    return joinUpTo(TARGET_LENGTH, MOST_LENGTH, rows, { between: "\n" });
  }
  const room = head.length + 1;
  return joinUpTo(TARGET_LENGTH - room / 2, MOST_LENGTH - room, rows.slice(2), { between: "\n" })
    .map((part) => `${head}\n${part}`);
}

function codePieces(code: string): string[] {
  const lines = code.split("\n");
  const opening = lines[0]!.slice(0, 40);
  const fence = /[`~]+/.exec(opening)![0];
  const isClosed = lines.length > 1 && lines.at(-1)!.trim() === fence;
  const inside = lines.slice(1, isClosed ? -1 : undefined);
  if (lines[0] !== opening) inside.unshift(lines[0]!.slice(40));
  return joinUpTo(TARGET_LENGTH, MOST_LENGTH, inside, { between: "\n" })
    .map((part) => `${opening}\n${part}\n${fence}`);
}

const sentences = (text: string) => sentencesOf(text).map((sentence) => sentence.text);

/** Puts small parts together until they come to `target`; a part over `most` is cut. */
function joinUpTo(
  target: number,
  most: number,
  parts: readonly string[],
  { between }: { between: string },
): string[] {
  const pieces: string[] = [];
  let piece: string | undefined;
  for (const part of parts.flatMap((part) => cut(part, most))) {
    const length: number = piece === undefined ? 0 : piece.length + between.length + part.length;
    if (piece !== undefined && piece.length < target && length <= most) {
      piece = `${piece}${between}${part}`;
      continue;
    }
    if (piece !== undefined) pieces.push(piece);
    piece = part;
  }
  if (piece !== undefined) pieces.push(piece);
  return pieces;
}

/** Cuts what is too long, at a space where there is one, and never inside of a letter. */
function cut(text: string, most: number): string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > most) {
    const space = text.lastIndexOf(" ", start + most);
    const end = space > start + most / 2
      ? space
      : start + beginningOf(text.slice(start), most).length;
    parts.push(text.slice(start, end).trim());
    start = end;
  }
  parts.push(start === 0 ? text : text.slice(start).trim());
  return parts.filter((part, index) => part !== "" || index === 0);
}

/** Fills chunks up to the target with pieces of one section. */
function packed(pieces: readonly string[]): string[] {
  const chunks: string[] = [];
  for (const piece of pieces) {
    const last = chunks.at(-1);
    const length = (last?.length ?? 0) + 2 + piece.length;
    // A short beginning, such as the sentence above a list, stays with what follows it.
    const fits = last !== undefined &&
      (length <= TARGET_LENGTH || (last.length < TARGET_LENGTH / 3 && length <= MOST_LENGTH));
    if (fits) chunks[chunks.length - 1] = `${last}\n\n${piece}`;
    else chunks.push(piece);
  }
  return chunks;
}
