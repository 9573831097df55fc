import type { PromoWords } from "../domain/new_promo.ts";
import { parseWords } from "./command.ts";

const TEXTS = [
  "percent",
  "amount",
  "currency",
  "days",
  "plan",
  "campaign",
  "from",
  "until",
  "max",
  "offers",
] as const;
const FLAGS = ["once", "first"] as const;

/** The words of a command about codes. */
export interface ReadWords {
  positionals: string[];
  words: PromoWords;
  csv: string | undefined;
  json: boolean;
}

/** Reads the words of a command about codes, or undefined where they do not fit. */
export function parsePromoWords(given: readonly string[]): ReadWords | undefined {
  const options: Record<string, { type: "string" | "boolean" }> = {
    ...Object.fromEntries(TEXTS.map((name) => [name, { type: "string" as const }])),
    ...Object.fromEntries(FLAGS.map((name) => [name, { type: "boolean" as const }])),
    csv: { type: "string" },
    json: { type: "boolean" },
  };
  const read = parseWords(withNegatives(given), options);
  if (!read) return undefined;
  const values = read.values as Record<string, string | boolean | undefined>;
  const { csv, json = false, ...words } = values;
  return {
    positionals: read.positionals,
    words: { ...words } as PromoWords,
    csv: csv as string | undefined,
    json: Boolean(json),
  };
}

/** `--amount -1` is a value that is wrong, and not an option that is missing. */
function withNegatives(given: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of given) {
    const before = joined.at(-1);
    if (/^-[\d.,]/.test(word) && before !== undefined && /^--[a-z]+$/.test(before)) {
      joined[joined.length - 1] = `${before}=${word}`;
    } else joined.push(word);
  }
  return joined;
}
