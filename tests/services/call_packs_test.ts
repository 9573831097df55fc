/** Minutes of packs, which calls take once the plan has none left. */
import assert from "node:assert/strict";
import { addGrant, revokeGrant } from "../../db/grants.ts";
import { getUsage } from "../../db/usage.ts";
import type { Allowance } from "../../domain/community.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import { type Line, line, refused, SECOND, start } from "../kit/call_line.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";

const MINUTE = 60 * SECOND;

/** Gives Anna a pack of minutes. */
async function give(
  anna: Line,
  id: string,
  minutes: number,
  { days = 30, ...change }: GrantChange = {},
): Promise<void> {
  const now = anna.clock.now();
  const allowances: Allowance[] = [{ kind: "call_minutes", limit: minutes, per: "period" }];
  const pack = { planId: "hour", source: "topup" as const, rank: 0, allowances };
  const grant = testGrant({ id, memberId: "anna", earliest: now, days, ...pack, ...change });
  await anna.db.tx((tx) => addGrant(tx, grant, now));
}

const taken = async (anna: Line, id: string) =>
  (await getUsage(anna.db, "anna", "call_seconds", `period:${id}`)).used;

Deno.test("a call goes on with a pack when the plan's minutes are over", async () => {
  await using anna = await line({ minutes: 1 });
  await give(anna, "invoice:1", 2);
  const { call } = await anna.calls.start(start);
  assert.equal(call.allowedMilliseconds, 3 * MINUTE);
  const { token } = await anna.calls.begin(call.id, anna.rooms.dispatches.at(-1)!.token);
  await anna.talk({ callId: call.id, token }, 45);
  assert.deepEqual([await anna.used(), await taken(anna, "invoice:1")], [
    { calls: 1, held: 0, seconds: 45 },
    0,
  ]);
  await anna.talk({ callId: call.id, token }, 60);
  assert.deepEqual([await anna.used(), await taken(anna, "invoice:1")], [
    { calls: 1, held: 0, seconds: 60 },
    45,
  ]);
  await anna.calls.hangUp("anna", call.id);
  assert.equal((await anna.calls.start(start)).call.allowedMilliseconds, MINUTE + 75 * SECOND);
});

Deno.test("with the day's calls used up, packs pay for more, which are none of the plan's", async () => {
  await using anna = await line({ calls: 1, minutes: 1 });
  const first = await anna.answered();
  await anna.talk(first, 15);
  await anna.calls.hangUp("anna", first.callId);
  await refused(anna.calls.start(start), "allowance_exhausted", { kind: "calls" });
  await give(anna, "invoice:1", 1);
  const { call } = await anna.calls.start(start);
  assert.deepEqual([call.allowedMilliseconds, call.beyondPlan], [MINUTE, true]);
  const { token } = await anna.calls.begin(call.id, anna.rooms.dispatches.at(-1)!.token);
  await anna.talk({ callId: call.id, token }, 60);
  assert.deepEqual(await anna.used(), { calls: 1, held: 0, seconds: 15 });
  assert.equal(await taken(anna, "invoice:1"), 60);
  await anna.calls.hangUp("anna", call.id);
  await refused(anna.calls.start(start), "allowance_exhausted", { kind: "calls" });
});

Deno.test("with the minutes of a day used up, a pack pays, and no call of the day is taken", async () => {
  await using anna = await line({ minutes: 1, per: "day" });
  const first = await anna.answered();
  await anna.talk(first, 60);
  await anna.calls.hangUp("anna", first.callId);
  await refused(anna.calls.start(start), "allowance_exhausted", { kind: "call_minutes" });
  await give(anna, "invoice:1", 1);
  const second = await anna.answered();
  await anna.talk(second, 30);
  await anna.calls.hangUp("anna", second.callId);
  assert.deepEqual(await anna.used(), { calls: 1, held: 0, seconds: 60 });
  assert.equal(await taken(anna, "invoice:1"), 30);
});

Deno.test("of two packs, the one that is gone first is used first", async () => {
  await using anna = await line({ minutes: 1 });
  await give(anna, "invoice:later", 1, { days: 20 });
  await give(anna, "invoice:sooner", 1, { days: 10 });
  const call = await anna.answered();
  await anna.talk(call, 165);
  assert.deepEqual(
    [await taken(anna, "invoice:sooner"), await taken(anna, "invoice:later")],
    [60, 45],
  );
  await anna.calls.hangUp("anna", call.callId);
  assert.equal((await anna.calls.start(start)).call.allowedMilliseconds, 75 * SECOND);
});

Deno.test("what is over, given back or used up is not talked, and no limit needs no pack", async () => {
  await using anna = await line({ minutes: 1 });
  await give(anna, "invoice:1", 1, { days: 1 });
  await give(anna, "invoice:2", 1, { days: 5 });
  await anna.db.tx((tx) => revokeGrant(tx, "invoice:2", anna.clock.now()));
  anna.clock.move(GRANT_DAY);
  const { call } = await anna.calls.start(start);
  assert.deepEqual([call.allowedMilliseconds, call.packs], [MINUTE, undefined]);
  await anna.calls.hangUp("anna", call.id);

  await using pro = await line({ minutes: null });
  await give(pro, "invoice:1", 1);
  const unlimited = (await pro.calls.start(start)).call;
  assert.deepEqual([unlimited.allowedMilliseconds, unlimited.packs], [null, undefined]);
});

Deno.test("whoever can go on with a pack is not told that the calls are used up", async () => {
  await using anna = await line({ calls: 1, minutes: 1 });
  await give(anna, "invoice:1", 1);
  const first = await anna.answered();
  await anna.talk(first, 15);
  await anna.calls.hangUp("anna", first.callId);
  assert.deepEqual(await anna.told(), []);
  const second = await anna.answered();
  await anna.talk(second, 60);
  await anna.calls.hangUp("anna", second.callId);
  assert.equal((await anna.told()).length, 1);
});

Deno.test("a call that is charged only as it ends, in a period that it uses up, fits one commit", async () => {
  await using anna = await line();
  const now = anna.clock.now();
  const allowances: Allowance[] = [
    { kind: "calls", limit: 1, per: "period" },
    { kind: "call_minutes", limit: 1, per: "period" },
  ];
  const grant = testGrant({ id: "invoice:1", memberId: "anna", earliest: now, allowances });
  await anna.db.tx((tx) => addGrant(tx, grant, now));
  await give(anna, "invoice:pack", 1);
  const call = await anna.answered();
  await anna.calls.lease(call.callId, call.token, { memberPresent: true });
  await anna.db.tx((tx) => revokeGrant(tx, "invoice:pack", anna.clock.now()));
  anna.clock.move(20 * SECOND);
  const ended = await anna.calls.hangUp("anna", call.callId);
  assert.equal(ended.talkedMilliseconds, 20 * SECOND);
  assert.equal((await anna.told()).length, 1);
});
