/** Finds the words that were quoted in the passage they come from, whatever Markdown lies between. */
import { type Block, blocksOf, type Span, unwrapped } from "./format.ts";

/** Shorter pieces of a quote are met by chance. */
const LEAST_LETTERS = 12;

/** A text by its letters and digits alone, and where each of them stands. */
interface Letters {
  letters: string;
  places: number[];
}

function lettersOf(text: string): Letters {
  let letters = "";
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]!.toLowerCase().replace("ё", "е");
    if (!/[\p{L}\p{N}]/u.test(letter) || letter.length > 1) continue;
    letters += letter;
    places.push(at);
  }
  return { letters, places };
}

const blocksIn = (markdown: string) => blocksOf(unwrapped(markdown));
const spansIn = (blocks: readonly Block[]) => blocks.flatMap(({ lines }) => lines.flat());
const textOf = (blocks: readonly Block[]) => spansIn(blocks).map(({ text }) => text).join("");

type Range = readonly [from: number, to: number];

/** Where the words stand in the text, with the punctuation that ends them. */
function find(words: string, text: string, inText: Letters, least: number): Range | null {
  const { letters } = lettersOf(words);
  const at = letters.length < least ? -1 : inText.letters.indexOf(letters);
  if (at < 0) return null;
  const from = inText.places[at]!, last = inText.places[at + letters.length - 1]!;
  const end = /^[\p{Po}\p{Pf}\p{Pe}]*/u.exec(text.slice(last + 1))![0];
  return [from, last + 1 + end.length];
}

function rangesOf(quote: string, text: string): Range[] {
  const inText = lettersOf(text), plain = textOf(blocksIn(quote));
  const whole = find(plain, text, inText, 1);
  if (whole) return [whole];
  // A quote may leave something out between its sentences: each is looked for alone.
  return quote.split(/(?<=[.!?…])\s+|\n+/).flatMap((sentence) => {
    const range = find(textOf(blocksIn(sentence)), text, inText, LEAST_LETTERS);
    return range ? [range] : [];
  });
}

/** The span cut where quoted words begin and end; `from` is where it stands in the whole text. */
function cut(span: Span, from: number, ranges: readonly Range[]): Span[] {
  const to = from + span.text.length;
  const edges = new Set([from, to, ...ranges.flat().filter((edge) => edge > from && edge < to)]);
  const sorted = [...edges].sort((one, other) => one - other);
  return sorted.slice(1).map((end, at) => {
    const start = sorted[at]!, piece = { ...span, text: span.text.slice(start - from, end - from) };
    return ranges.some(([first, last]) => start >= first && end <= last)
      ? { ...piece, quoted: true }
      : piece;
  });
}

/**
 * The blocks of a passage in Markdown, the quoted words in them marked.
 *
 * Letters and digits are compared, so neither marks, nor spaces, nor the lines of a list are in the
 * way. A quote that is not there marks nothing.
 */
export function withQuote(passage: string, quote: string): { blocks: Block[]; found: boolean } {
  const blocks = blocksIn(passage);
  const ranges = rangesOf(quote, textOf(blocks));
  let at = 0;
  const marked = blocks.map((block) => ({
    ...block,
    lines: block.lines.map((line) =>
      line.flatMap((span) => {
        const pieces = cut(span, at, ranges);
        at += span.text.length;
        return pieces;
      })
    ),
  }));
  return { blocks: marked, found: ranges.length > 0 };
}
