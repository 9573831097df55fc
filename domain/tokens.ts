const encoder = new TextEncoder();

/**
 * Estimates how many model tokens a text costs.
 *
 * A token of Gemini is about four letters of English and two of Russian, which are four bytes of
 * UTF-8 either way (https://ai.google.dev/gemini-api/docs/tokens).
 */
export function estimateTokens(text: string): number {
  return Math.ceil(encoder.encode(text).length / 4);
}

/** Keeps the newest items whose tokens fit into a budget; the order stays. */
export function newestWithin<T>(
  items: readonly T[],
  budget: number,
  text: (item: T) => string,
): T[] {
  let left = budget;
  let first = items.length;
  while (first > 0) {
    left -= estimateTokens(text(items[first - 1]!));
    if (left < 0) break;
    first -= 1;
  }
  return items.slice(first);
}
