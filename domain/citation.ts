/** Where something in an answer comes from: a passage of the owner's material. */
export interface Citation {
  /** As it stands in the answer, in square brackets; from 1. */
  number: number;
  /** The chunk that was read (`domain/knowledge.ts`). */
  chunkId: string;
  /** The title of the document. */
  title: string;
  /** The headings above the passage, the outermost first. */
  headings: string[];
  /** The sentence or two that fit the question best, as they were read. */
  quote: string;
}

/** Most sources of a turn: with them it still fits into one value of the store. */
export const MOST_CITATIONS = 8;

/** The sources that an answer names by their numbers in square brackets, in their order. */
export function citedIn(text: string, sources: readonly Citation[]): Citation[] {
  const named = new Set([...text.matchAll(/\[(\d{1,2})\]/g)].map(([, number]) => Number(number)));
  return sources.filter(({ number }) => named.has(number));
}
