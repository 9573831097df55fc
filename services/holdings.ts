import { getCall, keysOfCall } from "../db/calls.ts";
import { keys } from "../db/keys.ts";
import { type Entry, PAGE, pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import type { Call } from "../domain/call.ts";
import type { Generation } from "../domain/conversation.ts";
import { MONEY_HOLDINGS } from "./money_holdings.ts";
import { type Unlink, unlinkGrant } from "./unlinking.ts";

/** Whose data it is, by both names that keys have for a member. */
export interface Owner {
  memberId: string;
  /** Also the id of the chat with the bot. */
  telegramId: string;
}

/**
 * Something that the store holds of a member.
 *
 * What is new about a member gets a line in `HOLDINGS`: the export and the erasure both go by it.
 */
export interface Holding {
  /** Its name in an export, in `Erasure.removed`, and in `locales/` behind `erased-`. */
  name: string;
  /** Single keys. */
  keys?(owner: Owner): Deno.KvKey[];
  /** Ranges of keys. */
  ranges?(owner: Owner): Deno.KvKey[];
  /** Takes of a range only what is this owner's; all of it where it is absent. */
  isOf?(entry: Entry, owner: Owner): boolean;
  /** Keys that belong to an entry and do not name the owner; an entry goes after them. */
  below?(db: Database, entry: Entry): Promise<Deno.KvKey[]>;
  /** Takes the owner out of what stays and belongs to an entry; see `Unlink`. */
  unlink?: Unlink;
  /** How it stands in an export: one value, a list, or not at all because it is told elsewhere. */
  exported: "one" | "list" | "elsewhere";
  /** What of an entry is exported; its value where it is absent. */
  toExport?(entry: Entry, db: Database): unknown;
}

/** Everything that the store holds of a member, in the order in which it is erased and exported. */
export const HOLDINGS: readonly Holding[] = [
  { name: "member", keys: ({ memberId }) => [keys.member(memberId)], exported: "one" },
  { name: "settings", keys: ({ memberId }) => [keys.settings(memberId)], exported: "one" },
  { name: "facts", ranges: ({ memberId }) => [keys.facts(memberId)], exported: "list" },
  { name: "summaries", ranges: ({ memberId }) => [keys.summaries(memberId)], exported: "list" },
  { name: "carePlan", keys: ({ memberId }) => [keys.carePlan(memberId)], exported: "one" },
  {
    name: "lessons",
    ranges: ({ memberId }) => [keys.lessonProgresses(memberId)],
    exported: "list",
    toExport: ({ key, value }) => ({ course: key[2], ...value as object }),
  },
  {
    name: "grants",
    ranges: ({ memberId }) => [keys.grants(memberId)],
    below: async (db, { key }) => await belowGrant(db, String(key[2])),
    unlink: unlinkGrant,
    exported: "list",
  },
  { name: "work", keys: ({ memberId }) => [keys.accessMark(memberId)], exported: "elsewhere" },
  {
    name: "usage",
    ranges: ({ memberId }) => [keys.usages(memberId)],
    exported: "list",
    toExport: ({ key, value }) => ({
      kind: key[2],
      [String(key[3]).startsWith("period:") ? "period" : "day"]: key[3],
      used: (value as { used: number }).used,
    }),
  },
  ...MONEY_HOLDINGS,
  // Where the turns and their summing up stand; before the turns, so that nothing is summed up.
  { name: "work", keys: ({ memberId }) => [keys.conversation(memberId)], exported: "elsewhere" },
  { name: "work", ranges: ({ memberId }) => [keys.digests(memberId)], exported: "elsewhere" },
  { name: "turns", ranges: ({ memberId }) => [keys.turns(memberId)], exported: "list" },
  { name: "work", keys: ({ memberId }) => [keys.liveCall(memberId)], exported: "elsewhere" },
  {
    name: "calls",
    ranges: ({ memberId }) => [keys.callsOfMember(memberId)],
    below: async (db, { key }) => await belowCall(db, String(key[2])),
    exported: "list",
    toExport: async ({ key }, db) => describeCall(await getCall(db, String(key[2]))),
  },
  // Answers as they were written, for a day; what they came to is among the turns.
  {
    name: "answers",
    ranges: ({ memberId }) => [keys.generationsByKey(memberId)],
    below: async (db, { value }) => await belowGeneration(db, String(value)),
    exported: "elsewhere",
  },
  {
    name: "work",
    ranges: ({ memberId }) => [keys.generationsRunning(memberId)],
    exported: "elsewhere",
  },
  { name: "work", ranges: ({ memberId }) => [keys.uploads(memberId)], exported: "elsewhere" },
  // Messages on their way to the chat tell again what the turns say. The queue before what is in it.
  {
    name: "work",
    keys: ({ telegramId }) => [
      keys.outboxQueue(telegramId),
      keys.outboxQueue(telegramId, "later"),
    ],
    exported: "elsewhere",
  },
  {
    name: "messages",
    ranges: ({ telegramId }) => [keys.outboxMessages(telegramId)],
    exported: "elsewhere",
  },
  { name: "notices", keys: ({ memberId }) => [keys.notices(memberId)], exported: "one" },
  { name: "work", ranges: ({ memberId }) => [keys.outboxDedupes(memberId)], exported: "elsewhere" },
  // What is due is few, and the moments are not in what it names: all of it is looked through.
  { name: "work", ranges: () => [keys.allDue()], isOf: isDueFor, exported: "elsewhere" },
];

async function belowGeneration(db: Database, id: string): Promise<Deno.KvKey[]> {
  const events = await db.list({ prefix: keys.generationEvents(id) }, { limit: PAGE });
  if (events.length > 0) return events.map(({ key }) => key);
  const generation = await db.get<Generation>(keys.generation(id));
  if (!generation) return [];
  return [keys.due("generation", generation.until, id), keys.generation(id)];
}

async function belowGrant(db: Database, id: string): Promise<Deno.KvKey[]> {
  const owner = keys.grantOwner(id);
  return await db.get(owner) === undefined ? [] : [owner];
}

async function belowCall(db: Database, id: string): Promise<Deno.KvKey[]> {
  const call = await getCall(db, id);
  if (!call) return [];
  const due = call.dueAt === null ? [] : [keys.due("call", call.dueAt, id)];
  return [...due, keys.callFigures(call.day, id), ...keysOfCall(call)];
}

/** What a member may want to know of a call; what was said in it is among the turns. */
function describeCall(call: Call | undefined) {
  if (!call || call.incognito) return null;
  const { id, startedAt, endedAt, endReason, talkedMilliseconds, charged } = call;
  const talkedSeconds = Math.floor(talkedMilliseconds / 1000);
  return { id, startedAt, endedAt, endReason, talkedSeconds, charged };
}

/** The erasure's own entry stays until it has ended. */
function isDueFor({ key }: Entry, { memberId, telegramId }: Owner): boolean {
  const [, kind, , id] = key;
  if (kind === "erasure") return false;
  if (id === telegramId || id === `${telegramId}:later`) return true;
  return String(id).split(/[:/]/).includes(memberId);
}

/** The entries of a holding, a page at a time; what was removed meanwhile is left out. */
export async function* pagesOf(
  db: Database,
  holding: Holding,
  owner: Owner,
): AsyncGenerator<Entry[]> {
  for (const key of holding.keys?.(owner) ?? []) {
    const value = await db.get(key);
    if (value !== undefined) yield [{ key, value }];
  }
  for (const prefix of holding.ranges?.(owner) ?? []) {
    for await (const page of pagesBelow(db, prefix)) {
      const own = page.filter((entry) => holding.isOf?.(entry, owner) ?? true);
      if (own.length > 0) yield own;
    }
  }
}
