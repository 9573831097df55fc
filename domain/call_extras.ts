import { type Card, MOST_CARDS } from "./card.ts";
import { type Citation, MOST_CITATIONS } from "./citation.ts";

/** What a call knows between its turns. */
export interface CallExtras {
  schema: 1;
  /** The conversation that its newest turn stands in, from its first turn; null before any. */
  talk: { firstSequence: number; lastSequence: number } | null;
  /** What was shown since her last turn; it is kept with the next one. */
  cards: Card[];
  citations: Citation[];
  /** The chunks that were named in the call: the first is source 1. */
  sources: string[];
}

/** A call of which nothing was said or shown yet. */
export const NO_EXTRAS: CallExtras = {
  schema: 1,
  talk: null,
  cards: [],
  citations: [],
  sources: [],
};

/** Numbers sources through a call: the same chunk keeps its number. */
export function numberSources(
  known: readonly string[],
  named: readonly Omit<Citation, "number">[],
): { sources: string[]; citations: Citation[] } {
  const sources = [...known];
  const citations = named.map((citation) => {
    if (!sources.includes(citation.chunkId)) sources.push(citation.chunkId);
    return { ...citation, number: sources.indexOf(citation.chunkId) + 1 };
  });
  return { sources, citations };
}

/** Adds what a tool has shown, each source once; the newest give way. */
export function withShown(
  extras: CallExtras,
  { cards, citations }: Pick<CallExtras, "cards" | "citations">,
): CallExtras {
  const known = new Set(extras.citations.map(({ number }) => number));
  const fresh = citations.filter(({ number }) => !known.has(number));
  return {
    ...extras,
    cards: [...extras.cards, ...cards].slice(0, MOST_CARDS),
    citations: [...extras.citations, ...fresh].slice(0, MOST_CITATIONS),
  };
}
