/**
 * A second process: members redeem one code at once, and it prints what came of it.
 *
 *     deno run -A redeem_worker.ts <setting of the store> <first member> <members>
 */
import { systemClock } from "../../clients/system.ts";
import { headOf } from "../../db/keys.ts";
import { addMember } from "../../db/members.ts";
import { openDatabaseKv } from "../../db/open.ts";
import type { Counters, Database } from "../../db/tx.ts";
import { AppError } from "../../domain/errors.ts";
import { createPromoRedemptions } from "../../services/promo_redemption.ts";
import { testConfig } from "./app.ts";
import { testMember } from "./members.ts";
import { addTestPromo } from "./promos.ts";
import { testDatabase } from "./temporary_kv.ts";

/** The code that everybody wants. */
export const WANTED = "WANTED";

/** What the members of one process got. */
export interface RedeemReport {
  succeeded: number;
  /** How often each reason was given; `failed` for what is no refusal. */
  refused: Record<string, number>;
  counters: Counters;
}

/** Adds members and the code, of which there are so many uses. */
export async function prepareRedeeming(
  db: Database,
  members: number,
  uses: number,
): Promise<void> {
  for (let first = 0; first < members; first += 100) {
    await db.tx((tx) => {
      for (let at = first; at < Math.min(members, first + 100); at += 1) {
        addMember(tx, testMember(memberId(at)));
      }
      return Promise.resolve();
    });
  }
  await addTestPromo(db, {
    code: WANTED,
    benefit: { kind: "plan", days: 7, planId: "pro" },
    maxUses: uses,
  });
}

/** Lets members redeem the code, all at once, in this process. */
export async function redeemAtOnce(
  db: Database,
  first: number,
  members: number,
): Promise<RedeemReport> {
  const { community } = await testConfig();
  const promos = createPromoRedemptions({ db, clock: systemClock, community });
  const before = { ...db.counters };
  const refused: Record<string, number> = {};
  let succeeded = 0;
  await Promise.all(Array.from({ length: members }, async (_, at) => {
    try {
      await promos.redeem(memberId(first + at), WANTED);
      succeeded += 1;
    } catch (error) {
      const isRefusal = error instanceof AppError && error.code === "promo_refused";
      const reason = isRefusal ? String(error.details.reason) : "failed";
      refused[reason] = (refused[reason] ?? 0) + 1;
    }
  }));
  const counters = Object.fromEntries(
    Object.entries(db.counters).map(([name, value]) => [
      name,
      value - before[name as keyof Counters],
    ]),
  ) as unknown as Counters;
  return { succeeded, refused, counters };
}

/** Runs the worker as a process of its own and waits for its report. */
export async function redeemInAnotherProcess(
  setting: string,
  first: number,
  members: number,
): Promise<RedeemReport> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", import.meta.url, setting, String(first), String(members)],
    stdin: "null",
    stderr: "piped",
  }).output();
  if (!output.success) throw new Error(new TextDecoder().decode(output.stderr));
  return JSON.parse(new TextDecoder().decode(output.stdout));
}

const memberId = (at: number) => `member-${at}`;

if (import.meta.main) {
  const [setting, first, members] = Deno.args;
  const db = testDatabase(await openDatabaseKv(setting), { headOf });
  const report = await redeemAtOnce(db, Number(first), Number(members));
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(report)));
  db.close();
}
