import { keyText } from "../../db/key_order.ts";

/** Everything in a store, by the text of its key. */
export async function wholeStore(kv: Deno.Kv): Promise<Map<string, Deno.KvEntry<unknown>>> {
  const entries = await Array.fromAsync(kv.list({ prefix: [] }));
  return new Map(entries.map((entry) => [keyText(entry.key), entry]));
}

/** The keys that were written or deleted between two looks at a store. */
export function changedKeys(
  before: Map<string, Deno.KvEntry<unknown>>,
  after: Map<string, Deno.KvEntry<unknown>>,
): Deno.KvKey[] {
  const all = new Map([...before, ...after]);
  return [...all].filter(([text]) =>
    before.get(text)?.versionstamp !== after.get(text)?.versionstamp
  ).map(([, { key }]) => key);
}

/** The entries whose key or value holds a text. */
export function entriesWith(
  store: Map<string, Deno.KvEntry<unknown>>,
  text: string,
): Deno.KvEntry<unknown>[] {
  return [...store.values()].filter(({ key, value }) =>
    Deno.inspect({ key, value }, INSPECT).includes(text)
  );
}

const INSPECT = { depth: 100, strAbbreviateSize: 1e9, iterableLimit: 1e9 };
