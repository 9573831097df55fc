import { openDatabaseKv } from "../db/open.ts";
import type { Transaction } from "../db/tx.ts";
import { needsDenokv, startDenokv } from "../tests/kit/denokv.ts";
import { startDroppingProxy } from "../tests/kit/dropping_proxy.ts";
import { COUNTER, incrementInAnotherProcess } from "../tests/kit/increment_worker.ts";
import { temporaryFolder, testDatabase } from "../tests/kit/temporary_kv.ts";
import type { BenchRow } from "./row.ts";

/** Measures the transaction tool on a hot key, and its exactness when replies are lost. */
export async function benchTransactions(): Promise<BenchRow[]> {
  return [await hotKey(), await lostReplies()];
}

async function hotKey(): Promise<BenchRow> {
  const inLane = await commitsForIncrements(COUNTER);
  const without = await commitsForIncrements(undefined);
  return {
    name: "500 parallel increments of one hot key through a lane: commits tried",
    value: inLane.commits,
    unit: "commits",
    compared: `without a lane ${without.commits} commits, of which ${without.sum} counted`,
    ratio: inLane.commits / without.commits,
    limit: "at most 600, and the sum 500",
    ok: inLane.commits <= 600 && inLane.sum === 500,
  };
}

async function commitsForIncrements(
  lane: Deno.KvKey | undefined,
): Promise<{ commits: number; sum: number | undefined }> {
  await using folder = await temporaryFolder();
  const kv = await openDatabaseKv(`${folder.path}/bench.sqlite3`);
  const database = testDatabase(kv);
  const increment = async (tx: Transaction) => {
    tx.set(COUNTER, (await tx.get<number>(COUNTER) ?? 0) + 1);
  };
  await Promise.allSettled(Array.from({ length: 500 }, () => database.tx(increment, { lane })));
  const sum = await database.get<number>(COUNTER);
  database.close();
  return { commits: database.counters.commits, sum };
}

async function lostReplies(): Promise<BenchRow> {
  const increments = 250;
  const name = "two processes on one denokv, every tenth reply to a commit lost: sum";
  const limit = `exactly ${2 * increments}`;
  const needed = needsDenokv(name);
  if (needed.ignore) return { name: needed.name, value: 0, unit: "increments", limit };
  await using folder = await temporaryFolder();
  await using server = await startDenokv(folder.path);
  await using proxy = startDroppingProxy(server.port, (number) => number % 10 === 0);
  await Promise.all(
    [1, 2].map(() => incrementInAnotherProcess(proxy.url, increments, increments)),
  );
  const kv = await openDatabaseKv(server.url);
  const sum = await testDatabase(kv).get<number>(COUNTER) ?? 0;
  kv.close();
  return {
    name,
    value: sum,
    unit: "increments",
    compared: `${proxy.dropped} of ${proxy.seen} replies lost`,
    limit,
    ok: sum === 2 * increments && proxy.dropped > 0,
  };
}

if (import.meta.main) {
  for (const row of await benchTransactions()) {
    await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(row)}\n`));
  }
}
