/**
 * What is remembered about the member, as the service last told it with what is being done to it
 * laid over: a change shows at once, and goes by itself when the service refuses it.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { FactView, MemoryView } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

/** The longest a fact may be, in UTF-16 units. */
export const FACT_LIMIT = 500;

/** What is on its way: taken out, or put back where it was. */
type Pending = { kind: "removed" } | { kind: "restored"; fact: FactView; place: number };

export interface FactsParts {
  api: Pick<Api, "json" | "send">;
  /** What an earlier visit kept. */
  kept: FactView[] | null;
  keep(facts: FactView[]): void;
}

export interface Facts {
  /** null until something is known. */
  facts: ReadonlySignal<FactView[] | null>;
  /** Why the last reading failed; null after one that did not. */
  failure: ReadonlySignal<ApiError | null>;
  load(): Promise<void>;
  /** The fact that takes its place, which has an id of its own, or what the service refused. */
  change(id: string, text: string): Promise<FactView | ApiError>;
  /** Each returns what the service refused it with, or null. */
  remove(id: string): Promise<ApiError | null>;
  restore(id: string): Promise<ApiError | null>;
}

const pathOf = (id: string) => `/api/memory/facts/${encodeURIComponent(id)}`;

function laidOver(known: FactView[], pending: ReadonlyMap<string, Pending>): FactView[] {
  const shown = known.filter((fact) => pending.get(fact.id)?.kind !== "removed");
  for (const one of pending.values()) {
    if (one.kind === "restored" && !shown.some((fact) => fact.id === one.fact.id)) {
      shown.splice(one.place, 0, one.fact);
    }
  }
  return shown;
}

/** The facts of one member. */
export function createFacts(parts: FactsParts): Facts {
  const { api } = parts;
  const known = signal(parts.kept);
  const pending = signal<ReadonlyMap<string, Pending>>(new Map());
  const failure = signal<ApiError | null>(null);
  const taken = new Map<string, { fact: FactView; place: number }>();
  const queues = new Map<string, Promise<unknown>>();
  let loading: Promise<void> | null = null;
  let changes = 0;

  function lay(id: string, what: Pending | null): void {
    const next = new Map(pending.peek());
    if (what) next.set(id, what);
    else next.delete(id);
    pending.value = next;
  }

  function know(facts: FactView[]): void {
    known.value = facts;
    parts.keep(facts);
  }

  /** Does one thing to a fact after what was asked for it before. */
  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T | ApiError> {
    const mine = (queues.get(id) ?? Promise.resolve()).then(async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof ApiError) return error;
        throw error;
      } finally {
        changes++;
      }
    });
    queues.set(id, mine.catch(() => {}));
    return mine;
  }

  async function read(): Promise<void> {
    try {
      // An answer that was on its way while something changed may not know of it yet.
      for (let seen = -1; seen !== changes;) {
        seen = changes;
        const { facts } = await api.json<MemoryView>("/api/memory");
        if (seen === changes) know(facts);
      }
      failure.value = null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failure.value = error;
    }
  }

  return {
    facts: computed(() => known.value && laidOver(known.value, pending.value)),
    failure,
    load: () => loading ??= read().finally(() => loading = null),
    change: (id, text) =>
      inTurn(id, async () => {
        const changed = await api.json<FactView>(pathOf(id), { method: "PATCH", body: { text } });
        know((known.peek() ?? []).map((fact) => fact.id === id ? changed : fact));
        return changed;
      }),
    remove(id) {
      lay(id, { kind: "removed" });
      return inTurn(id, async () => {
        try {
          await api.send(pathOf(id), { method: "DELETE" });
          const facts = known.peek() ?? [];
          const place = facts.findIndex((fact) => fact.id === id);
          if (place >= 0) taken.set(id, { fact: facts[place]!, place });
          know(facts.filter((fact) => fact.id !== id));
          return null;
        } finally {
          if (pending.peek().get(id)?.kind === "removed") lay(id, null);
        }
      });
    },
    restore(id) {
      const facts = known.peek() ?? [];
      const place = facts.findIndex((fact) => fact.id === id);
      const back = taken.get(id) ?? (place >= 0 ? { fact: facts[place]!, place } : null);
      if (back) lay(id, { kind: "restored", ...back });
      return inTurn(id, async () => {
        try {
          // Nothing to bring back where taking it out had failed.
          if (known.peek()?.some((fact) => fact.id === id)) return null;
          const fact = await api.json<FactView>(`${pathOf(id)}/restore`, { method: "POST" });
          const now = [...known.peek() ?? []];
          now.splice(back?.place ?? 0, 0, fact);
          know(now);
          return null;
        } finally {
          lay(id, null);
        }
      });
    },
  };
}
