import { headOf } from "./keys.ts";
import type { Database, ListOptions, Selector, Transaction } from "./tx.ts";

/** Where a store may read a key: in a transaction, where it becomes a check, or outside of one. */
export type Reader = Pick<Transaction | Database, "get">;

/** Where a store may list a range that has a head: in a transaction, or outside of one. */
export type RangeReader = Transaction | Database;

/** Reads within a transaction what its commit need not check. */
export function peeking(tx: Pick<Transaction, "peek">): Reader {
  return { get: (key) => tx.peek(key) };
}

/** Lists a range that has a head; in a transaction the head becomes a check. */
export function listRange<T>(
  reader: RangeReader,
  selector: Selector,
  options?: ListOptions,
): Promise<{ key: Deno.KvKey; value: T }[]> {
  if ("tx" in reader) return reader.list<T>(selector, options);
  const head = headOf(selector.prefix);
  if (!head) throw new Error(`there is no head for a list from ${String(selector.prefix[0])}`);
  return reader.list<T>(selector, head, options);
}
