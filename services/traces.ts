import { keyText } from "../db/key_order.ts";
import { type Entry, pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import type { Owner } from "./holdings.ts";

/**
 * Entries that a store may have for all of them to be read. In a larger one only the keys below each
 * noun and the member's id are looked at, so that one erasure does not read what all members said.
 */
export const WALKED_AT_MOST = 20_000;

/** Where a member is still named. */
export interface Traces {
  /** Keys that name the member. */
  keys: Deno.KvKey[];
  /** Keys of values that do; none is known of a store that is too large to be read. */
  values: Deno.KvKey[];
}

/** Searches the whole store for a member, but for keys that are known to go last. */
export async function findTraces(
  db: Database,
  owner: Owner,
  except: readonly Deno.KvKey[],
  walkedAtMost = WALKED_AT_MOST,
): Promise<Traces> {
  const known = new Set(except.map(keyText));
  const found: Traces = { keys: [], values: [] };
  let walked = 0;
  for await (const page of pagesBelow(db, [])) {
    walked += page.length;
    if (walked > walkedAtMost) return { keys: await namedKeys(db, owner, known), values: [] };
    for (const { key, value } of page) {
      if (known.has(keyText(key))) continue;
      if (namesInKey(key, owner)) found.keys.push(key);
      else if (namesInValue(value, owner)) found.values.push(key);
    }
  }
  return found;
}

/** Keys of one noun that a look finds; what is beyond is found once these are gone. */
const MOST_OF_NOUN = 200;

/** Keys whose second part is the member, under whatever noun there is in the store. */
async function namedKeys(db: Database, owner: Owner, known: Set<string>): Promise<Deno.KvKey[]> {
  const found: Entry[] = [];
  for (const noun of await nounsOf(db)) {
    for (const id of [owner.memberId, owner.telegramId]) {
      const value = await db.get([noun, id]);
      if (value !== undefined) found.push({ key: [noun, id], value });
      found.push(...await db.list({ prefix: [noun, id] }, { limit: MOST_OF_NOUN }));
    }
  }
  return found.map(({ key }) => key).filter((key) => !known.has(keyText(key)));
}

/** The first parts of keys that are in the store, found by leaps from one to the next. */
async function nounsOf(db: Database): Promise<string[]> {
  const nouns: string[] = [];
  let start: Deno.KvKey | undefined;
  while (true) {
    const [entry] = await db.list({ prefix: [], start }, { limit: 1 });
    if (!entry) return nouns;
    const noun = String(entry.key[0]);
    nouns.push(noun);
    // The least text after a noun is the noun with a zero, and it comes after all keys below it.
    start = [`${noun}\0`];
  }
}

function namesInKey(key: Deno.KvKey, { memberId, telegramId }: Owner): boolean {
  return key.some((part) =>
    part === telegramId ||
    (typeof part === "string" && part.split(/[:/]/).includes(memberId))
  );
}

/** Whether a value names the member: their id anywhere, or Telegram's where such an id stands. */
function namesInValue(value: unknown, owner: Owner, field = "telegramId"): boolean {
  if (typeof value === "string") {
    return value.includes(owner.memberId) ||
      (value === owner.telegramId && (field === "telegramId" || field === "chatId"));
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
  return Object.entries(value).some(([name, part]) => namesInValue(part, owner, name));
}
