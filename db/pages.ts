import type { Database, Selector } from "./tx.ts";

/** Something stored, under its key. */
export interface Entry<Value = unknown> {
  key: Deno.KvKey;
  value: Value;
}

/** Entries read at once. */
export const PAGE = 200;

/** All entries below a prefix, a page at a time. */
export async function* pagesBelow<Value>(
  db: Database,
  prefix: Deno.KvKey,
): AsyncGenerator<Entry<Value>[]> {
  let selector: Selector = { prefix };
  while (true) {
    const page = await db.list<Value>(selector, { limit: PAGE });
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    selector = { prefix, start: [...page.at(-1)!.key, NOTHING] };
  }
}

/** The least part of a key: with it begins what follows a key. */
const NOTHING = new Uint8Array();
