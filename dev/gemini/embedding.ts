import { parseYaml } from "../../config/yaml.ts";
import { createGlossary, isTerm } from "../../domain/glossary.ts";
import { hash } from "./hash.ts";

/**
 * What means the same in two languages lies close, as with a real model: by the shipped glossary. Its
 * terms say more than other words, and those more than groups of letters, which let forms meet.
 */
const TERM_WEIGHT = 3;
const WORD_WEIGHT = 1;
const LETTERS_WEIGHT = 0.1;

const glossary = createGlossary(shippedGlossary());

function shippedGlossary(): string[][] {
  const file = new URL("../../community/glossary.yaml", import.meta.url);
  const parsed = parseYaml(Deno.readTextFileSync(file));
  if ("problem" in parsed) throw new Error(`community/glossary.yaml: ${parsed.problem}`);
  return parsed.value as string[][];
}

/**
 * Embeds a text without a model: hashed terms, words and groups of three letters, as a vector of
 * length one. The same text gives the same vector, texts that share words or stems lie closer.
 */
export function embed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number) => {
    const sum = hash(feature);
    const place = sum % dimensions;
    vector[place] = (vector[place] ?? 0) + (sum & 0x40000000 ? -weight : weight);
  };
  for (const token of new Set(glossary.tokensOf(text))) {
    add(`word:${token}`, isTerm(token) ? TERM_WEIGHT : WORD_WEIGHT);
  }
  const words = text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words) {
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
