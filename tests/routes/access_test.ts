/** What a member has by their grants, as the app, the chat and the calls see it. */
import assert from "node:assert/strict";
import { addGrant, revokeGrant } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import type { Allowance } from "../../domain/community.ts";
import { GRANT_DAY } from "../../domain/grant.ts";
import type { Me } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp, testApp, testIds } from "../kit/app.ts";
import { callsApp } from "../kit/calls_app.ts";
import { allEvents } from "../kit/events.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";

const perPeriod = (kind: Allowance["kind"], limit: number | null): Allowance => ({
  kind,
  limit,
  per: "period",
});

/** Gives a member days of a plan by now, as any source would. */
async function give(app: TestApp, memberId: string, change: GrantChange): Promise<void> {
  const db = createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });
  const now = app.clock.now();
  const grant = testGrant({ memberId, earliest: now, ...change });
  assert.equal(await db.tx((tx) => addGrant(tx, grant, now)), true);
}

async function takeBack(app: TestApp, id: string): Promise<void> {
  const db = createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });
  await db.tx((tx) => revokeGrant(tx, id, app.clock.now()));
}

async function meOf(app: TestApp, token: string): Promise<Me> {
  return await (await app.ask("/api/me", { headers: sessionHeaders(token) })).json();
}

let key = 0;
async function say(app: TestApp, token: string) {
  const response = await app.ask("/api/chat", {
    method: "POST",
    headers: sessionHeaders(token, { "Idempotency-Key": `key-${key += 1}` }),
    body: JSON.stringify({ message: "Привет" }),
  });
  if (response.status !== 200) return { status: response.status, ...await response.json() };
  const events = await allEvents(response);
  return { status: 200, allowance: events.at(-1)!.data.allowance };
}

Deno.test("an upgrade lifts the limit at once, and a refund brings it back", async () => {
  await using app = await testApp({ messages: 1 });
  const token = await app.enter();
  const { member: { id } } = await meOf(app, token);
  assert.equal((await say(app, token)).status, 200);
  assert.equal((await say(app, token)).status, 402);
  await give(app, id, { id: "invoice:1" });
  assert.equal((await say(app, token)).status, 200);
  await takeBack(app, "invoice:1");
  assert.equal((await say(app, token)).status, 402);
});

Deno.test("minutes of packs are shown until they are used up, the next first", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const { member: { id }, packs } = await meOf(app, token);
  assert.deepEqual(packs, []);
  const allowances = [perPeriod("call_minutes", 60)];
  const pack = { source: "topup", planId: "hour", allowances } as const;
  await give(app, id, { ...pack, id: "invoice:1", days: 30 });
  await give(app, id, { ...pack, id: "invoice:2", days: 10 });
  const used = (seconds: number) => ({ schema: 1, used: seconds, reservations: {} });
  const now = app.clock.now();
  await app.kv.set(["usage", id, "call_seconds", "period:invoice:2"], used(3599));
  const shown = async () =>
    (await meOf(app, token)).packs
      .map(({ minutesLeft, until }) => [minutesLeft, (until! - now) / GRANT_DAY]);
  assert.deepEqual(await shown(), [[0, 10], [60, 30]]);
  await app.kv.set(["usage", id, "call_seconds", "period:invoice:2"], used(3600));
  assert.deepEqual(await shown(), [[60, 30]]);
});

Deno.test("the plan in force, until when, why, and what waits", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const first = await meOf(app, token);
  assert.deepEqual(first.access, {
    plan: { id: "free", name: "Free" },
    until: null,
    reason: "free",
    source: null,
    waiting: [],
  });
  const now = app.clock.now();
  const { id } = first.member;
  await give(app, id, { id: "invoice:1", planId: "basic", rank: 1, days: 10 });
  await give(app, id, { id: "trial:1", source: "trial", days: 3, graceDays: 1 });
  const { access, member } = await meOf(app, token);
  assert.equal(member.subscriptionTier, "pro");
  assert.deepEqual(access, {
    plan: { id: "pro", name: "pro" },
    until: now + 3 * GRANT_DAY,
    reason: "granted",
    source: "trial",
    waiting: [{
      plan: { id: "basic", name: "basic" },
      from: now + 3 * GRANT_DAY,
      until: now + 13 * GRANT_DAY,
    }],
  });
  app.clock.move(13 * GRANT_DAY);
  const after = await app.enter();
  assert.equal((await meOf(app, after)).access.reason, "free");
});

Deno.test("messages of a period are counted over its days, and anew in the next", async () => {
  await using app = await testApp();
  let token = await app.enter();
  const { member: { id } } = await meOf(app, token);
  const allowances = [perPeriod("messages", 2)];
  const now = app.clock.now();
  await give(app, id, { id: "invoice:1", days: 3, allowances });
  await give(app, id, { id: "invoice:2", days: 3, allowances });
  const [shown] = (await meOf(app, token)).allowances;
  const resetsAt = now + 3 * GRANT_DAY;
  assert.deepEqual(shown, {
    kind: "messages",
    per: "period",
    limit: 2,
    used: 0,
    left: 2,
    resetsAt,
  });
  assert.equal((await say(app, token)).allowance.left, 1);
  app.clock.move(GRANT_DAY);
  token = await app.enter();
  assert.equal((await say(app, token)).allowance.left, 0);
  const refused = await say(app, token);
  assert.equal(refused.status, 402);
  assert.deepEqual(refused.error.details, { kind: "messages", per: "period", limit: 2, resetsAt });
  app.clock.move(2 * GRANT_DAY);
  token = await app.enter();
  assert.equal((await say(app, token)).allowance.left, 1);
});

Deno.test("calls and minutes of a period are counted over its days", async () => {
  await using app = await callsApp();
  const { member: { id } } = await meOf(app, app.session);
  const allowances = [perPeriod("calls", 2), perPeriod("call_minutes", 5)];
  await give(app, id, { id: "invoice:1", allowances });
  const rows = async () =>
    (await meOf(app, app.session)).allowances.map(({ kind, per, left }) =>
      `${kind} ${per} ${left}`
    );
  assert.deepEqual(await rows(), ["messages day null", "calls period 2", "call_minutes period 5"]);
  const { id: callId, beginning } = await app.answered();
  assert.equal(beginning.secondsLeft, 300);
  assert.deepEqual(await rows(), ["messages day null", "calls period 1", "call_minutes period 5"]);
  assert.equal((await app.member("POST", `/api/calls/${callId}/end`)).status, 200);
  assert.deepEqual(await rows(), ["messages day null", "calls period 2", "call_minutes period 5"]);
});
