import { headOf, keys } from "../db/keys.ts";
import { openDatabaseKv } from "../db/open.ts";
import { getTally } from "../db/promos.ts";
import type { Database } from "../db/tx.ts";
import { needsDenokv, startDenokv } from "../tests/kit/denokv.ts";
import {
  prepareRedeeming,
  redeemAtOnce,
  redeemInAnotherProcess,
  type RedeemReport,
  WANTED,
} from "../tests/kit/redeem_worker.ts";
import { temporaryFolder, testDatabase } from "../tests/kit/temporary_kv.ts";
import type { BenchRow } from "./row.ts";

const MEMBERS = 500;
const USES = 100;
/** Commits that may be tried on one process. */
const MOST_COMMITS = 700;

/** 500 members redeem one code of 100 uses at once, on one process and on two. */
export async function* benchPromos(): AsyncGenerator<BenchRow> {
  yield await onOneProcess();
  yield await onTwoProcesses();
}

async function onOneProcess(): Promise<BenchRow> {
  await using folder = await temporaryFolder();
  const db = testDatabase(await openDatabaseKv(`${folder.path}/bench.sqlite3`), { headOf });
  await prepareRedeeming(db, MEMBERS, USES);
  const started = performance.now();
  const report = await redeemAtOnce(db, 0, MEMBERS);
  const milliseconds = performance.now() - started;
  const { commits } = report.counters;
  const isExact = await isExactly(db, [report]);
  db.close();
  return {
    name: `${MEMBERS} members redeem one code of ${USES} uses: commits tried`,
    value: commits,
    unit: "commits",
    compared: `${report.succeeded} succeeded, in ${milliseconds.toFixed(0)} ms`,
    limit: `at most ${MOST_COMMITS}, and exactly ${USES} succeed`,
    ok: commits <= MOST_COMMITS && isExact,
  };
}

async function onTwoProcesses(): Promise<BenchRow> {
  const limit = `exactly ${USES}`;
  const needed = needsDenokv(`the same on two processes over denokv: succeeded`);
  if (needed.ignore) return { name: needed.name, value: 0, unit: "members", limit };
  await using folder = await temporaryFolder();
  await using server = await startDenokv(folder.path);
  const db = testDatabase(await openDatabaseKv(server.url), { headOf });
  await prepareRedeeming(db, MEMBERS, USES);
  const reports = await Promise.all(
    [0, 1].map((half) => redeemInAnotherProcess(server.url, half * MEMBERS / 2, MEMBERS / 2)),
  );
  const isExact = await isExactly(db, reports);
  db.close();
  const sum = (of: (report: RedeemReport) => number) =>
    reports.reduce((all, report) => all + of(report), 0);
  return {
    name: needed.name,
    value: sum(({ succeeded }) => succeeded),
    unit: "members",
    compared: `${sum(({ counters }) => counters.commits)} commits tried, ${
      sum(({ counters }) => counters.conflicts)
    } lost against the other`,
    limit,
    ok: isExact,
  };
}

/** Whether what the members were told is what is kept: the tally, the uses and the grants. */
async function isExactly(db: Database, reports: RedeemReport[]): Promise<boolean> {
  const told = reports.reduce((sum, { succeeded }) => sum + succeeded, 0);
  const failed = reports.some(({ refused }) => "failed" in refused);
  const { reserved, used } = await getTally(db, WANTED);
  const [uses, grants] = await Promise.all([
    db.list({ prefix: keys.promoUses(WANTED) }),
    db.list({ prefix: keys.allGrants() }),
  ]);
  const counts = [told, used, uses.length, grants.length];
  return !failed && reserved === 0 && counts.every((count) => count === USES);
}
