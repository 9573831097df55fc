/** What tools answered, read without knowing their exact shapes. */
import { sentencesOf } from "../../domain/markdown.ts";
import { bare, shorten, stemsOf } from "./language.ts";

/** One tool call of the model with its answer. */
export interface ToolResult {
  name: string;
  arguments: Record<string, unknown>;
  response: Record<string, unknown>;
}

/** Fields that hold something worth quoting, the best first. */
const QUOTED = ["text", "quote", "content", "fact", "snippet", "summary", "answer", "title"];
const MOST_QUOTES = 3;
const QUOTE_LENGTH = 200;

/** Whether the tool says that it failed. */
export function failed({ response }: ToolResult): boolean {
  const error = response.error ?? (response.output as { error?: unknown } | undefined)?.error;
  return (error !== undefined && error !== null) || response.ok === false;
}

/** Whether a search found anything. */
export function found({ response }: ToolResult): boolean {
  return Array.isArray(response.found) && response.found.length > 0;
}

/** The sentences that a tool found, at most three, without what the member has just said. */
export function quotesIn({ response }: ToolResult, said: string): string[] {
  const found = new Set<string>();
  collect(response, found);
  found.delete(bare(said));
  return [...found].slice(0, MOST_QUOTES).map((quote) => shorten(quote, QUOTE_LENGTH));
}

/**
 * What the best two of the numbered passages say to the question, each with its number behind it;
 * the first is named in words. Nothing where the tool gave no numbers.
 */
export function citedIn({ response }: ToolResult, question: string): string[] {
  const found = Array.isArray(response.found) ? response.found : [];
  const asked = new Set(stemsOf(question));
  const said = found.slice(0, 2).flatMap(({ number, text, spoken }) => {
    if (typeof number !== "number" || typeof text !== "string") return [];
    const worth = (sentence: string) => stemsOf(sentence).filter((stem) => asked.has(stem)).length;
    const [best] = sentencesOf(text).map((sentence) => sentence.text)
      .toSorted((one, other) => worth(other) - worth(one));
    if (best === undefined) return [];
    return [{ number, spoken: String(spoken ?? ""), text: shorten(best, QUOTE_LENGTH) }];
  });
  return said.map(({ number, spoken, text }, place) => {
    const name = place === 0 && spoken !== ""
      ? `${spoken[0]!.toUpperCase()}${spoken.slice(1)}: `
      : "";
    return `${name}${text} [${number}]`;
  });
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === "string") keep(item, found);
      else collect(item, found);
    }
  } else if (typeof value === "object" && value !== null) {
    const fields = value as Record<string, unknown>;
    const best = QUOTED.find((field) => typeof fields[field] === "string");
    if (best) keep(fields[best] as string, found);
    else for (const item of Object.values(fields)) collect(item, found);
  }
}

function keep(text: string, found: Set<string>): void {
  if (bare(text) !== "") found.add(bare(text));
}

/** The first field of one of these names, wherever it lies in the answer. */
export function fieldIn(response: unknown, names: string[]): string | undefined {
  if (typeof response !== "object" || response === null) return undefined;
  for (const [key, value] of Object.entries(response)) {
    const plain = typeof value === "string" || typeof value === "number";
    if (plain && names.includes(key)) return String(value);
  }
  for (const value of Object.values(response)) {
    const found = fieldIn(value, names);
    if (found !== undefined) return found;
  }
  return undefined;
}
