/** The memory of this page: what is remembered, what is looked for, which section is open. */
import { signal } from "@preact/signals";
import { api, store } from "../service.ts";
import { launch } from "../telegram.ts";
import { createFacts } from "./facts.ts";
import { createSearch, type Section } from "./found.ts";
import { keepFacts, keptFacts } from "./kept.ts";

export const facts = createFacts({
  api,
  kept: keptFacts(store, launch.memberId),
  keep: (all) => keepFacts(store, launch.memberId, all),
});

export const search = createSearch({
  api,
  later(work, milliseconds) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
});

/** The section that is shown; null for all. */
export const section = signal<Section | null>(null);
