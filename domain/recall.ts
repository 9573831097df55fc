/** A text that may be recalled. */
export interface Recallable {
  text: string;
  at: number;
}

/**
 * Ranks texts by the words they share with a query, best first; those that share none are left out.
 *
 * Words are compared by their beginnings, so that Russian endings do not hide a match, and a rare
 * word weighs more than one that stands everywhere.
 */
export function rankByWords<T extends Recallable>(
  items: readonly T[],
  query: string,
  most: number,
): T[] {
  const wanted = [...new Set(stems(query))];
  if (wanted.length === 0) return [];
  const indexed = items.map((item) => ({ item, stems: new Set(stems(item.text)) }));
  const weights = new Map(wanted.map((stem) => {
    const found = indexed.filter((entry) => entry.stems.has(stem)).length;
    return [stem, Math.log(1 + (indexed.length + 1) / (found + 1))];
  }));
  return indexed
    .map(({ item, stems }) => ({
      item,
      score: wanted.reduce((sum, stem) => sum + (stems.has(stem) ? weights.get(stem)! : 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || other.item.at - one.item.at)
    .slice(0, most)
    .map(({ item }) => item);
}

const STEM_LENGTH = 5;
const SHORTEST_WORD = 3;

function stems(text: string): string[] {
  const words = text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => word.length >= SHORTEST_WORD && !COMMON_WORDS.has(word))
    .map((word) => word.slice(0, STEM_LENGTH));
}

const COMMON_WORDS = new Set(
  ("что как это для про где кто или если мне меня мой моя мои ты тебя говорил говорила помнишь " +
    "рассказывал рассказывала был была было были the and what did about you your remember that this " +
    "was were have had say said tell told").split(" "),
);
