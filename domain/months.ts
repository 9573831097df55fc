import { wordsOf } from "./words.ts";

/** What the months and seasons are called, by the beginnings of the words; "may" is mostly no month. */
const NAMES: [beginning: RegExp, months: number[]][] = [
  [/^(?:январ|january)/u, [0]],
  [/^(?:феврал|february)/u, [1]],
  [/^(?:март(?:а|е|у|ом)?$|march$)/u, [2]],
  [/^(?:апрел|april$)/u, [3]],
  [/^(?:май|мая|мае|маю)$/u, [4]],
  [/^(?:июн[ьяею]|june$)/u, [5]],
  [/^(?:июл[ьяею]|july$)/u, [6]],
  [/^(?:август(?:а|е|у|ом)?$|august$)/u, [7]],
  [/^(?:сентябр|september)/u, [8]],
  [/^(?:октябр|october)/u, [9]],
  [/^(?:ноябр|november)/u, [10]],
  [/^(?:декабр|december)/u, [11]],
  [/^(?:весн(?:а|ы|е|у|ой)|spring|springtime)$/u, [2, 3, 4]],
  [/^(?:лет(?:ом|о)|summer|summertime)$/u, [5, 6, 7]],
  [/^(?:осен(?:ь|и|ью)|autumn)$/u, [8, 9, 10]],
  [/^(?:зим(?:а|ы|е|у|ой)|winter|wintertime)$/u, [11, 0, 1]],
];

/** The months that a text names, 0 to 11, of seasons all three. */
export function monthsIn(text: string): Set<number> {
  const words = wordsOf(text);
  return new Set(
    NAMES.flatMap(([beginning, months]) =>
      words.some((word) => beginning.test(word)) ? months : []
    ),
  );
}
