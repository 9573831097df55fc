import { hash } from "./hash.ts";

/** A word counts more than one of its letter groups, which let word forms meet. */
const WORD_WEIGHT = 1;
const LETTERS_WEIGHT = 0.5;

/**
 * Embeds a text without a model: hashed words and groups of three letters, as a vector of length
 * one. The same text gives the same vector, texts that share words or stems lie closer.
 */
export function embed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const sum = hash(feature);
    const place = sum % dimensions;
    vector[place] = (vector[place] ?? 0) + (sum & 0x40000000 ? -weight : weight);
  };
  const words = text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words) {
    add(`word:${word}`, WORD_WEIGHT);
    const padded = `^${word}$`;
    for (let at = 0; at + 3 <= padded.length; at++) {
      add(`letters:${padded.slice(at, at + 3)}`, LETTERS_WEIGHT);
    }
  }
  const length = Math.hypot(...vector);
  if (length > 0) return vector.map((value) => value / length);
  // A text without words still needs a direction.
  vector[hash(text) % dimensions] = 1;
  return vector;
}
