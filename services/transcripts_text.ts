import { dump, load } from "js-yaml";
import { MOST_QUESTIONS, type SourceText } from "../domain/knowledge.ts";
import { estimateTokens } from "../domain/tokens.ts";
import { nameOf } from "./documents/text.ts";

/** A part of a transcript as it is written down. */
export interface GuideSection {
  title: string;
  passages: { heading: string; text: string }[];
  keywords: string[];
  /** Questions that it answers, in any language. */
  questions: string[];
}

/** Most tokens of one part: enough for context, little enough for an answer that leaves out nothing. */
const PART_TOKENS = 3000;
const MOST_KEYWORDS = 50;

/**
 * Cuts a transcript into parts, at paragraphs where it can, else at lines, sentences or words.
 *
 * Joined, the parts hold every word of the transcript in its order.
 */
export function splitTranscript(text: string): string[] {
  const parts: string[] = [];
  let open = "";
  for (const piece of piecesOf(text, [/\n\s*\n/, /\n/, /(?<=[.!?…])\s+/, /\s+/])) {
    const longer = open === "" ? piece : `${open}\n\n${piece}`;
    if (open !== "" && estimateTokens(longer) > PART_TOKENS) {
      parts.push(open);
      open = piece;
    } else {
      open = longer;
    }
  }
  return open === "" ? parts : evened(parts, open);
}

/** A last part of a few lines joins the one before it. */
function evened(parts: string[], last: string): string[] {
  const previous = parts.at(-1);
  if (previous === undefined || estimateTokens(last) > PART_TOKENS / 10) return [...parts, last];
  return [...parts.slice(0, -1), `${previous}\n\n${last}`];
}

/** Pieces that fit into a part, cut at the first of the marks that makes them small enough. */
function piecesOf(text: string, [mark, ...finer]: RegExp[]): string[] {
  if (estimateTokens(text) <= PART_TOKENS) return text.trim() === "" ? [] : [text.trim()];
  if (!mark) return text.match(new RegExp(`[\\s\\S]{1,${PART_TOKENS}}`, "gu")) ?? [];
  return grouped(text.split(mark).flatMap((piece) => piecesOf(piece, finer)), mark);
}

/** Puts small pieces of a line or a sentence together again, so that they stay a paragraph. */
function grouped(pieces: string[], mark: RegExp): string[] {
  if (mark.source.startsWith("\\n\\s")) return pieces;
  const between = mark.source === "\\n" ? "\n" : " ";
  const groups: string[][] = [];
  let tokens = 0;
  for (const piece of pieces) {
    const more = estimateTokens(piece) + 1;
    if (groups.length > 0 && tokens + more <= PART_TOKENS) groups.at(-1)!.push(piece);
    else {
      groups.push([piece]);
      tokens = 0;
    }
    tokens += more;
  }
  return groups.map((group) => group.join(between));
}

/** How many words a text has. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}

/**
 * Puts the sections together into one guide with front matter.
 *
 * A part without a section stands in its place as it was said, so that nothing is lost.
 */
export function writeGuide(
  source: SourceText,
  parts: readonly string[],
  sections: Readonly<Record<number, GuideSection>>,
): string {
  const first = Object.values(sections)[0];
  const title = source.title === nameOf(source.file) && first ? first.title : source.title;
  const keywords = [...source.keywords, ...Object.values(sections).flatMap((one) => one.keywords)];
  const questions = evenShare([
    source.questions,
    ...Object.values(sections).map((one) => one.questions.map(oneLine)),
  ]);
  const head = dump({
    title: oneLine(title),
    language: source.language,
    keywords: [...new Set(keywords.map((word) => oneLine(word).toLowerCase()))]
      .slice(0, MOST_KEYWORDS),
    ...(questions.length > 0 ? { questions } : {}),
    ...(source.summary ? { summary: source.summary } : {}),
    source: source.file,
    source_hash: source.hash,
  }, { lineWidth: -1 });
  const written = parts.map((text, index) => {
    const section = sections[index + 1];
    if (!section) return `## ${numbered(index + 1, source)}\n\n${withoutHeadings(text)}`;
    return sectionText(section, parts.length === 1);
  });
  return `---\n${head}---\n\n# ${oneLine(title)}\n\n${written.filter(Boolean).join("\n\n")}\n`;
}

/** The first of every list, then the second of every list, and so on: as many as a guide may have. */
function evenShare(lists: readonly (readonly string[])[]): string[] {
  const longest = Math.max(...lists.map((list) => list.length));
  const inTurn = Array.from({ length: longest }, (_, turn) => lists.map((list) => list[turn]))
    .flat().filter((question): question is string => Boolean(question));
  return [...new Set(inTurn)].slice(0, MOST_QUESTIONS);
}

function sectionText({ title, passages }: GuideSection, alone: boolean): string {
  const mark = alone ? "##" : "###";
  const texts = passages.map(({ heading, text }) =>
    `${mark} ${oneLine(heading)}\n\n${withoutHeadings(text)}`
  );
  if (texts.length === 0) return "";
  return [...(alone ? [] : [`## ${oneLine(title)}`]), ...texts].join("\n\n");
}

function numbered(part: number, { language }: SourceText): string {
  return `${language === "ru" ? "Часть" : "Part"} ${part}`;
}

/** Headings of a passage become bold lines: those of the guide are its own. */
function withoutHeadings(text: string): string {
  return text.trim().replace(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$/gm, "**$1**")
    .replace(/^[ \t]*(---+|===+)[ \t]*$/gm, "");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/^#+\s*/, "").trim();
}

/** The transcript that a guide was made of, or undefined where it is another text. */
export function originOf(guide: string): { file: string; hash: string } | undefined {
  const head = /^---\n([\s\S]*?)\n---\n/.exec(guide)?.[1];
  try {
    const { source, source_hash: hash } = load(head ?? "") as Record<string, unknown>;
    return typeof source === "string" && typeof hash === "string"
      ? { file: source, hash }
      : undefined;
  } catch {
    return undefined;
  }
}
