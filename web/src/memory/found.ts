/** Finding in what is remembered: by section, by the words of a fact, and in what was said. */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { FactView, MemoryFound } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

export type Section = FactView["section"];
/** In the order in which they stand on the page. */
export const SECTIONS: readonly Section[] = ["bio", "plans", "health", "preferences", "topics"];

/** From here on what was said is searched too. */
const SHORTEST_QUERY = 2;
/** Milliseconds after the last letter until the service is asked. */
const PAUSE = 350;

const plain = (text: string) => text.toLowerCase().replaceAll("ё", "е");

/** The words of a query, as they are compared. */
export function wordsOf(query: string): string[] {
  return plain(query).split(/\s+/).filter(Boolean);
}

/** Whether every word of the query is in the fact, or in what it took the place of. */
export function matches(fact: FactView, words: readonly string[]): boolean {
  const text = plain([fact.text, ...fact.earlier.map((one) => one.text)].join(" "));
  return words.every((word) => text.includes(word));
}

/** The facts by section, sections in their order, the newest facts first; no empty sections. */
export function bySection(facts: readonly FactView[]): [Section, FactView[]][] {
  const newest = [...facts].sort((one, other) => other.validFrom - one.validFrom);
  return SECTIONS.map((section): [Section, FactView[]] => [
    section,
    newest.filter((fact) => fact.section === section),
  ]).filter(([, its]) => its.length > 0);
}

/** A text around the first word found in it, in pieces: those at odd places are what was found. */
export function excerpt(text: string, words: readonly string[], room = 160): string[] {
  const low = plain(text);
  const first = Math.min(...words.map((word) => low.indexOf(word)).filter((at) => at >= 0));
  const from = Number.isFinite(first) && first > room / 2
    ? text.lastIndexOf(" ", first - room / 3) + 1
    : 0;
  const cut = text.slice(from, from + room);
  const shown = `${from > 0 ? "… " : ""}${cut}${from + room < text.length ? "…" : ""}`;
  if (words.length === 0) return [shown];
  const escaped = [...words].sort((one, other) => other.length - one.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("е", "[её]"));
  return shown.split(new RegExp(`(${escaped.join("|")})`, "i"));
}

export interface SearchParts {
  api: Pick<Api, "json">;
  /** Calls `work` after so many milliseconds; returns how to call it off. */
  later(work: () => void, milliseconds: number): () => void;
}

export interface Search {
  query: ReadonlySignal<string>;
  /** What the service found for the query as it stands; null before it has answered. */
  found: ReadonlySignal<MemoryFound | null>;
  state: ReadonlySignal<"idle" | "searching" | "failed">;
  ask(query: string): void;
  /** Asks again at once. */
  again(): void;
}

/** One search field over the service. */
export function createSearch({ api, later }: SearchParts): Search {
  const query = signal(""), found = signal<MemoryFound | null>(null);
  const state = signal<"idle" | "searching" | "failed">("idle");
  let cancel = () => {};
  let control = new AbortController();

  async function run(): Promise<void> {
    const asked = query.peek().trim(), { signal } = control;
    state.value = "searching";
    try {
      const path = `/api/memory/search?query=${encodeURIComponent(asked)}`;
      const answer = await api.json<MemoryFound>(path, { signal });
      if (signal.aborted) return;
      found.value = answer;
      state.value = "idle";
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      state.value = "failed";
    }
  }

  function begin(pause: number): void {
    cancel();
    control.abort();
    control = new AbortController();
    if (query.peek().trim().length < SHORTEST_QUERY) {
      found.value = null;
      state.value = "idle";
      return;
    }
    cancel = later(() => void run(), pause);
  }

  return {
    query,
    found,
    state,
    ask(text) {
      if (text.trim() === query.peek().trim()) {
        query.value = text;
        return;
      }
      query.value = text;
      found.value = null;
      begin(PAUSE);
    },
    again: () => begin(0),
  };
}
