import { headOf, keys } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import { GRANT_DAY } from "../domain/grant.ts";
import { createGrants } from "../services/grants.ts";
import { systemIds } from "../clients/system.ts";
import { testGrant } from "../tests/kit/grants.ts";
import { temporaryFolder, testDatabase } from "../tests/kit/temporary_kv.ts";
import type { BenchRow } from "./row.ts";

const FEW = 1_000;
const MANY = 1_000_000;
const DUE = 100;
/** A member has so many grants, one behind the other, as after so many renewals. */
const GRANTS_EACH = 10;
/** Members that are written in one commit, which may hold 1,000 mutations and 800 KiB. */
const MEMBERS_AT_ONCE = 40;
const NOW = 5 * GRANT_DAY;

/** Counts what the sweep of expiries reads, where few grants are kept and where many are. */
export async function benchExpiry(): Promise<BenchRow[]> {
  const few = await sweepAmong(FEW);
  const many = await sweepAmong(MANY);
  const ratio = many.reads / few.reads;
  return [
    {
      name: `sweep of ${DUE} due among ${MANY} grants`,
      value: many.reads,
      unit: "reads",
      compared: `${few.reads} reads among ${FEW} grants`,
      ratio,
      limit: "at most 1.2×",
      ok: ratio <= 1.2 && many.swept === DUE && few.swept === DUE,
    },
    {
      name: "the same in time",
      value: many.milliseconds,
      unit: "ms",
      compared: `${few.milliseconds.toFixed(0)} ms among ${FEW} grants`,
      ratio: many.milliseconds / few.milliseconds,
    },
    { name: `writing ${MANY} grants`, value: many.seconds, unit: "s" },
  ];
}

async function sweepAmong(grants: number) {
  await using folder = await temporaryFolder();
  const kv = await openDatabaseKv(`${folder.path}/bench.sqlite3`);
  const began = performance.now();
  await fill(kv, grants / GRANTS_EACH);
  const seconds = (performance.now() - began) / 1000;
  const counted = { reads: 0 };
  const db = testDatabase(counting(kv, counted), { headOf });
  const clock = { now: () => NOW };
  const service = createGrants({ db, clock, ids: systemIds(), community: { plans: [] } });
  const started = performance.now();
  const swept = await service.sweep();
  const milliseconds = performance.now() - started;
  db.close();
  return { swept, reads: counted.reads, milliseconds, seconds };
}

/** The first members are due, the others at some time later. */
async function fill(kv: Deno.Kv, members: number): Promise<void> {
  for (let first = 0; first < members; first += MEMBERS_AT_ONCE) {
    const batch = kv.atomic();
    for (let member = first; member < Math.min(members, first + MEMBERS_AT_ONCE); member += 1) {
      const dueAt = member < DUE ? NOW - member : NOW + GRANT_DAY + member;
      addMember(batch, `m${member}`, dueAt);
    }
    await batch.commit();
  }
}

function addMember(batch: Deno.AtomicOperation, memberId: string, dueAt: number): void {
  const first = testGrant({ memberId, planId: "pro", days: 30, earliest: dueAt - 30 * GRANT_DAY });
  for (let number = 0; number < GRANTS_EACH; number += 1) {
    const id = `invoice:${memberId}-${number}`;
    batch.set(keys.grant(memberId, id), { ...first, id, earliest: first.earliest + number });
    batch.set(keys.grantOwner(id), memberId);
  }
  batch.set(keys.accessMark(memberId), { schema: 1, seenAt: first.earliest, dueAt });
  batch.set(keys.due("access", dueAt, memberId), memberId);
}

/** A KV that counts the keys it was asked for and the entries it listed. */
function counting(kv: Deno.Kv, counted: { reads: number }): Deno.Kv {
  const overrides: Partial<Deno.Kv> = {
    get(key, options) {
      counted.reads += 1;
      return kv.get(key, options);
    },
    getMany(keys, options) {
      counted.reads += keys.length;
      return kv.getMany(keys, options);
    },
    list: ((selector, options) => {
      const entries = kv.list(selector, options);
      const next = entries.next.bind(entries);
      entries.next = async () => {
        const result = await next();
        if (!result.done) counted.reads += 1;
        return result as never;
      };
      return entries;
    }) as Deno.Kv["list"],
  };
  return new Proxy(kv, {
    get(target, name) {
      const own = overrides[name as keyof Deno.Kv] ?? Reflect.get(target, name, target);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}
