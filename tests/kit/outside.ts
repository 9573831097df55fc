import type { Outside } from "../../services/ports.ts";

/** An outside in which nothing is found; what a test needs is put in its place. */
export function quietOutside(changes: Partial<Outside> = {}): Outside {
  return {
    webSearch: { search: () => Promise.resolve([]) },
    videoSearch: { search: () => Promise.resolve([]) },
    prices: { price: () => Promise.resolve(undefined) },
    weather: { now: () => Promise.resolve(undefined) },
    pages: { read: () => Promise.reject(new Error("no page was expected to be read")) },
    ...changes,
  };
}
