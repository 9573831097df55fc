import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { headOf, keys } from "../../db/keys.ts";
import { getMember, setMember } from "../../db/members.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { getUsage } from "../../db/usage.ts";
import { CALL_TIMES } from "../../domain/call.ts";
import { createCalls } from "../../services/calls.ts";
import { createErasures } from "../../services/erasure.ts";
import { createOutbox } from "../../services/outbox.ts";
import { Wakes } from "../../services/wakes.ts";
import { movableClock, testIds, TOKEN } from "../kit/app.ts";
import { line, refused, SECOND, shipped, start, texts } from "../kit/call_line.ts";
import { until } from "../kit/conditions.ts";
import { testGrant } from "../kit/grants.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { addTestMember } from "../kit/members.ts";
import { testRooms } from "../kit/rooms.ts";
import { temporaryFolder, testDatabase } from "../kit/temporary_kv.ts";

Deno.test("a start reserves a call, sends for the agent, and tells the way in", async () => {
  await using anna = await line();
  const { call, serverUrl, participantToken } = await anna.calls.start(start);
  assert.equal(call.status, "starting");
  assert.match(call.room, /^call-\w{6}-[0-9a-f]{32}$/);
  assert.equal(serverUrl, anna.rooms.url);
  assert.match(participantToken, new RegExp(`^${call.room} member-anna 180 `));
  assert.deepEqual(anna.rooms.asked, [`dispatch ${call.room}`]);
  assert.equal(anna.rooms.dispatches[0]!.callId, call.id);
  assert.deepEqual(await anna.used(), { calls: 0, held: 1, seconds: 0 });
  assert.equal((await anna.calls.current("anna"))?.id, call.id);
});

Deno.test("ten parallel starts in two processes make one call", async () => {
  await using anna = await line();
  const other = anna.another();
  const starts = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) => (index % 2 ? other : anna.calls).start(start)),
  );
  const made = starts.flatMap((one) => one.status === "fulfilled" ? [one.value.call.id] : []);
  assert.equal(made.length, 1);
  for (const one of starts) {
    if (one.status === "fulfilled") continue;
    assert.equal(one.reason.code, "call_live");
    assert.equal(one.reason.details.callId, made[0]);
  }
  assert.deepEqual(await anna.used(), { calls: 0, held: 1, seconds: 0 });
  assert.equal(anna.rooms.dispatches.length, 1);
});

Deno.test("a start is refused without voice, to the banned, and where LiveKit is down", async () => {
  await using anna = await line();
  anna.rooms.failures = 1;
  await refused(anna.calls.start(start), "voice_unavailable");
  assert.deepEqual(await anna.used(), { calls: 0, held: 0, seconds: 0 });
  assert.equal(await anna.calls.current("anna"), undefined);

  await anna.calls.start(start);
  await anna.calls.stop();
  await refused(anna.calls.start(start), "stopping");
  await anna.db.tx(async (tx) =>
    setMember(tx, { ...(await getMember(tx, "anna"))!, bannedAt: anna.clock.now() })
  );
  await refused(anna.another().start(start), "banned");
});

Deno.test("both have talked: it counts as a call, and the seconds are charged", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 40);
  assert.deepEqual(await anna.used(), { calls: 1, held: 0, seconds: 40 });
  anna.clock.move(5 * SECOND);
  const ended = await anna.calls.hangUp("anna", call.callId);
  assert.equal(ended.endReason, "hung_up");
  assert.equal(ended.talkedMilliseconds, 45 * SECOND);
  assert.deepEqual(await anna.used(), { calls: 1, held: 0, seconds: 45 });
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  assert.equal((await anna.calls.hangUp("anna", call.callId)).endReason, "hung_up");
});

Deno.test("no agent in time: the reservation is given back, and the room goes", async () => {
  await using anna = await line();
  const { call } = await anna.calls.start(start);
  anna.clock.move(CALL_TIMES.noAgent);
  const over = await anna.calls.find("anna", call.id);
  assert.equal(over.endReason, "no_agent");
  assert.deepEqual(await anna.used(), { calls: 0, held: 0, seconds: 0 });
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  await refused(
    anna.calls.begin(call.id, anna.rooms.dispatches[0]!.token),
    "call_ended",
    { reason: "no_agent" },
  );
});

Deno.test("a start ends a call that is overdue, and makes another", async () => {
  await using anna = await line({ calls: 1 });
  const first = await anna.calls.start(start);
  anna.clock.move(CALL_TIMES.noAgent);
  const second = await anna.calls.start(start);
  assert.notEqual(second.call.id, first.call.id);
  assert.equal((await anna.calls.find("anna", first.call.id)).endReason, "no_agent");
  assert.deepEqual(await anna.used(), { calls: 0, held: 1, seconds: 0 });
});

Deno.test("a call of yesterday and of a period is ended and charged by the next start", async () => {
  await using anna = await line();
  const allowances = (["calls", "call_minutes"] as const)
    .map((kind) => ({ kind, limit: 2, per: "period" as const }));
  const now = anna.clock.now();
  const grant = testGrant({ id: "invoice:1", memberId: "anna", earliest: now, allowances });
  await anna.db.tx((tx) => addGrant(tx, grant, now));
  const first = await anna.answered();
  await anna.talk(first, 15);
  anna.clock.move(24 * 3600 * SECOND);
  const { call } = await anna.calls.start(start);
  assert.equal(call.allowedMilliseconds, 75 * SECOND, "45 seconds were talked, with the lease");
  const period = "period:invoice:1";
  const usage = await getUsage(anna.db, "anna", "calls", period);
  assert.deepEqual([usage.used, Object.keys(usage.reservations)], [1, [call.id]]);
  await anna.calls.hangUp("anna", call.id);
  const last = await anna.answered();
  await anna.talk(last, 15);
  await anna.calls.hangUp("anna", last.callId);
  await refused(anna.calls.start(start), "allowance_exhausted", { kind: "calls", per: "period" });
  const [message] = await anna.told();
  assert.match(message!.text, /^Звонки этого периода закончились\. Новый начнётся 23 декабря\.$/);
});

Deno.test("the calls of a day are counted, and the bot tells once that they are used up", async () => {
  await using anna = await line({ calls: 1 });
  const call = await anna.answered();
  await anna.talk(call, 15);
  await anna.calls.hangUp("anna", call.callId);
  const resetsAt = Date.parse("2026-11-23T21:00:00Z");
  await refused(anna.calls.start(start), "allowance_exhausted", {
    kind: "calls",
    limit: 1,
    resetsAt,
  });
  await refused(anna.calls.start(start), "allowance_exhausted");
  const [message, ...more] = await anna.told();
  assert.match(message!.text, /Звонки на сегодня закончились\. Новые появятся через/);
  assert.deepEqual(message!.buttons, [[{ text: "Посмотреть планы", appPath: "plans" }]]);
  assert.deepEqual(more, []);
});

Deno.test("a call that nearly uses up what there is notes it once, to be told", async () => {
  await using anna = await line({ calls: 5, minutes: 10, per: "day" });
  const noted = async () =>
    (await anna.db.list<string>(keys.dueBefore("allowance", Infinity))).map(({ value }) => value);
  const talked = async (seconds: number) => {
    const call = await anna.answered();
    await anna.talk(call, seconds);
    await anna.calls.hangUp("anna", call.callId);
    return await noted();
  };
  assert.deepEqual(await talked(7 * 60), []);
  const minutes = "anna:call_minutes:80:2026-11-23";
  assert.deepEqual(await talked(75), [minutes]);
  assert.deepEqual(await talked(15), [minutes]);
  assert.deepEqual((await talked(15)).toSorted(), [minutes, "anna:calls:80:2026-11-23"].toSorted());
});

Deno.test("minutes of a day are what the calls before have left of them", async () => {
  await using anna = await line({ minutes: 1, per: "day" });
  const first = await anna.answered();
  await anna.talk(first, 45);
  await anna.calls.hangUp("anna", first.callId);
  const { call } = await anna.calls.start(start);
  assert.equal(call.allowedMilliseconds, 15 * SECOND);
});

Deno.test("at zero there is time for a goodbye; then it is over whatever the agent does", async () => {
  await using anna = await line({ minutes: 1 });
  const call = await anna.answered();
  await anna.talk(call, 65);
  assert.equal((await anna.calls.current("anna"))?.id, call.callId);
  anna.clock.move(7 * SECOND);
  await refused(anna.calls.lease(call.callId, call.token, { memberPresent: true }), "call_ended", {
    reason: "limit",
  });
  assert.deepEqual(await anna.used(), { calls: 1, held: 0, seconds: 60 });
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  assert.match((await anna.told())[0]!.text, /Время звонка вышло/);
});

Deno.test("who went away is waited for, and the wait is not charged", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 30);
  await anna.wait(call, 15);
  anna.clock.move(10 * SECOND);
  await anna.talk(call, 15);
  assert.equal((await anna.used()).seconds, 45);
  await anna.wait(call, 30);
  anna.clock.move(10 * SECOND);
  assert.equal((await anna.calls.find("anna", call.callId)).endReason, "left");
  assert.equal((await anna.used()).seconds, 45);
});

Deno.test("a call in which nobody was there but the agent is given back", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.wait(call, 30);
  anna.clock.move(10 * SECOND);
  await anna.calls.sweep();
  assert.deepEqual(await anna.used(), { calls: 0, held: 0, seconds: 0 });
});

Deno.test("another way in displaces the first, and gives the time to come", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.wait(call, 39);
  const { participantToken } = await anna.calls.join("anna", call.callId);
  assert.match(participantToken, new RegExp(`^${call.room} member-anna `));
  await anna.wait(call, 15);
  assert.equal((await anna.calls.current("anna"))?.id, call.callId);
  await refused(anna.calls.join("boris", call.callId), "session_invalid");
  await anna.calls.hangUp("anna", call.callId);
  await refused(anna.calls.join("anna", call.callId), "call_ended", { reason: "hung_up" });
});

Deno.test("who is banned is in no call any more", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 15);
  await anna.db.tx(async (tx) =>
    setMember(tx, { ...(await getMember(tx, "anna"))!, bannedAt: anna.clock.now() })
  );
  await refused(anna.calls.lease(call.callId, call.token, { memberPresent: true }), "call_ended", {
    reason: "member_gone",
  });
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
});

Deno.test("of an incognito call nothing stays but what it used", async () => {
  await using anna = await line();
  const call = await anna.answered(true);
  await anna.db.tx((tx) => Promise.resolve(tx.set(keys.callExtras(call.callId), { cards: [] })));
  await anna.talk(call, 30);
  await anna.calls.hangUp("anna", call.callId);
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  assert.equal((await anna.calls.find("anna", call.callId)).endReason, "hung_up");
  await anna.calls.authorize(call.callId, call.token, { ended: true });
  anna.clock.move(600 * SECOND);
  await refused(anna.calls.find("anna", call.callId), "not_found");
  await anna.calls.sweep();
  const left = await anna.db.list({ prefix: [] });
  const nouns = [...new Set(left.map(({ key }) => key[0]))].sort();
  assert.deepEqual(nouns, ["member", "member_by_telegram", "tx", "usage"]);
  await refused(anna.calls.authorize(call.callId, call.token, { ended: true }), "call_ended");
});

Deno.test("of a call that is over its record stays, and nothing is due", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.calls.hangUp("anna", call.callId);
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  anna.clock.move(600 * SECOND);
  await anna.calls.sweep();
  const left = await anna.db.list({ prefix: [] });
  const nouns = [...new Set(left.map(({ key }) => key[0]))].sort();
  assert.deepEqual(nouns, [
    "call",
    "call_figures",
    "call_of_member",
    "member",
    "member_by_telegram",
    "tx",
    "usage",
  ]);
  assert.equal((await anna.calls.find("anna", call.callId)).endReason, "hung_up");
});

Deno.test("nobody need look: what is due is done by itself", async () => {
  const now = () => Date.now();
  await using alone = await line({}, { ...CALL_TIMES, noAgent: 60 }, { now });
  const first = await alone.calls.start(start);
  await until(() => alone.rooms.rooms.size === 0, "the room without an agent to go");
  assert.equal((await alone.calls.find("anna", first.call.id)).endReason, "no_agent");

  await using anna = await line({}, { ...CALL_TIMES, absence: 60 }, { now });
  const second = await anna.answered();
  await until(() => anna.rooms.rooms.size === 0, "the room without a member to go");
  assert.equal((await anna.calls.find("anna", second.callId)).endReason, "left");
});

Deno.test("who is erased is in no call, and of their calls nothing is left", async () => {
  await using anna = await line();
  const before = await anna.answered();
  await anna.talk(before, 15);
  await anna.calls.hangUp("anna", before.callId);
  const call = await anna.answered();
  await anna.talk(call, 15);
  const { db, clock } = anna;
  const [ids, wakes] = [testIds(), new Wakes()];
  const erasures = createErasures({
    ...{ db, clock, liveness: clock, ids, wakes, texts, community: shipped, botToken: TOKEN },
    answers: { abandon: () => {} },
    endCall: (memberId) => anna.calls.endOf(memberId),
  });
  const { removed, left } = await erasures.erase("anna");
  assert.deepEqual(removed.find(({ what }) => what === "Звонки"), { what: "Звонки", count: 2 });
  assert.equal(left, 0);
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  await refused(anna.calls.lease(call.callId, call.token, { memberPresent: true }), "call_ended");
  await refused(anna.calls.begin(call.callId, anna.rooms.dispatches.at(-1)!.token), "call_ended");
  clock.move(600 * SECOND);
  await anna.calls.sweep();
  const store = await db.list<unknown>({ prefix: [] });
  const told = ["tx", "erased_usage", "erasure_receipt", "erased"];
  const kept = store.filter(({ key }) => !told.includes(String(key[0])));
  assert.deepEqual(kept.map(({ key }) => key), []);
});

Deno.test({
  ...needsDenokv("on denokv too, ten parallel starts in two processes make one call"),
  async fn() {
    await using folder = await temporaryFolder();
    await using server = await startDenokv(folder.path);
    const kvs = [await openDatabaseKv(server.url), await openDatabaseKv(server.url)];
    const rooms = testRooms();
    const clock = movableClock();
    const processes = kvs.map((kv) => {
      const [ids, wakes] = [testIds(), new Wakes()];
      const shared = { db: testDatabase(kv, { headOf }), clock, liveness: clock, ids, wakes };
      const messenger = { send: () => Promise.reject(new Error("nothing is sent")) };
      const outbox = createOutbox({ ...shared, messenger });
      const community = shipped;
      const calls = createCalls({ ...shared, community, texts, outbox, rooms, botToken: TOKEN });
      return { db: shared.db, calls };
    });
    await addTestMember(processes[0]!.db, "anna", { telegramId: "1001" });
    const starts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => processes[index % 2]!.calls.start(start)),
    );
    const made = starts.flatMap((one) => one.status === "fulfilled" ? [one.value.call] : []);
    assert.equal(made.length, 1);
    const codes = starts.flatMap((one) => one.status === "rejected" ? [one.reason.code] : []);
    assert.deepEqual([...new Set(codes)], ["call_live"]);
    const other = processes[1]!.calls;
    const { token } = await other.begin(made[0]!.id, rooms.dispatches[0]!.token);
    for (const seconds of [0, 15, 30]) {
      if (seconds > 0) clock.move(15 * SECOND);
      await other.lease(made[0]!.id, token, { memberPresent: true });
    }
    const over = await processes[0]!.calls.hangUp("anna", made[0]!.id);
    assert.equal(over.talkedMilliseconds, 30 * SECOND);
    for (const { calls } of processes) await calls.stop();
    for (const kv of kvs) kv.close();
  },
});
