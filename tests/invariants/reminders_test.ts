import assert from "node:assert/strict";
import { type AccessMark, addGrant } from "../../db/grants.ts";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { foldGrants, GRANT_DAY } from "../../domain/grant.ts";
import type { OutboxMessage } from "../../domain/outbox.ts";
import { reminderAt } from "../../domain/reminder.ts";
import { createOutbox } from "../../services/outbox.ts";
import { createReminders } from "../../services/reminders.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testConfig, testIds, testTexts } from "../kit/app.ts";
import { type CrashingKv, crashingKv, type CrashPlan } from "../kit/crash_kv.ts";
import { testGrant } from "../kit/grants.ts";
import { testMember } from "../kit/members.ts";

const { community } = await testConfig();
const texts = await testTexts();

/** A renewal and a sweep by a process for which something goes wrong, and the sweeps of others after it. */
async function play(plan: CrashPlan, renews: boolean): Promise<CrashingKv> {
  using kv = await Deno.openKv(":memory:");
  const clock = movableClock();
  const process = (kv: Deno.Kv) => {
    const ids = testIds();
    const db = createDatabase(kv, { ids, random: Math.random, headOf });
    const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
    const wakes = new Wakes();
    const outbox = createOutbox({ db, clock, liveness: clock, ids, messenger, wakes });
    return { db, reminders: createReminders({ db, clock, community, outbox, texts }) };
  };
  const grant = (id: string) => testGrant({ id, memberId: "anna", earliest: clock.now() });
  const calm = process(kv);
  await kv.set(keys.member("anna"), testMember("anna"));
  const bought = grant("invoice:1");
  await calm.db.tx((tx) => addGrant(tx, bought, clock.now()));
  clock.move(27 * GRANT_DAY);

  const crashing = crashingKv(kv, plan);
  const { db, reminders } = process(crashing);
  const renewal = grant("invoice:2");
  if (renews) await db.tx((tx) => addGrant(tx, renewal, clock.now())).catch(() => {});
  await reminders.sweep().catch(() => {});

  await Promise.all([calm.reminders.sweep(), process(kv).reminders.sweep()]);
  const told = await Array.fromAsync(kv.list<OutboxMessage>({ prefix: ["outbox"] }));
  const renewed = (await kv.get(keys.grant("anna", "invoice:2"))).value !== null;
  const spans = foldGrants(renewed ? [bought, renewal] : [bought]).spans;
  const expected = reminderAt(spans, clock.now());
  assert.equal(expected === undefined, renewed);
  assert.deepEqual(
    told.map(({ value }) => value.reminder),
    expected ? [{ kind: expected.kind, end: expected.end }] : [],
  );
  const { value: mark } = await kv.get<AccessMark>(keys.accessMark("anna"));
  const due = await Array.fromAsync(kv.list({ prefix: ["due", "reminder"] }));
  assert.deepEqual(
    due.map(({ key }) => key[2]),
    [mark!.remindAt],
    "one entry, of the mark's moment",
  );
  return crashing;
}

for (const renews of [false, true]) {
  const what = renews ? "a renewal stops a reminder" : "a reminder comes once";
  Deno.test(`invariant: ${what}, wherever its process dies or its commit fails`, async () => {
    const undisturbed = await play({}, renews);
    for (let step = 1; step <= undisturbed.steps; step += 1) await play({ crashAt: step }, renews);
    for (const fault of ["before", "after", "conflict"] as const) {
      for (let place = 1; place <= undisturbed.commits; place += 1) {
        await play({ commit: (number) => number === place ? fault : undefined }, renews);
      }
    }
  });
}
