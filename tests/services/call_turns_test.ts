import assert from "node:assert/strict";
import { closeConversation, lastSummary } from "../../db/digests.ts";
import { headOf, keys } from "../../db/keys.ts";
import { LATE_TIME } from "../../domain/call_life.ts";
import type { Conversation } from "../../domain/conversation.ts";
import type { Digest } from "../../domain/digest.ts";
import { AppError } from "../../domain/errors.ts";
import { openTalk, spoken, talkOn, testCall } from "../kit/call_talk.ts";
import { crashingKv } from "../kit/crash_kv.ts";
import { answering, careful, digestsOn, type Generate } from "../kit/digests.ts";
import { say } from "../kit/facts.ts";
import { copyOf } from "../kit/member_data.ts";
import { testDatabase } from "../kit/temporary_kv.ts";

type House = Awaited<ReturnType<typeof openTalk>>;

const texts = async (house: House) => (await house.turns()).map(({ text }) => text);

/** Ends the call as the life of calls does. */
async function end(house: House) {
  const call = await house.change({ status: "ended", endedAt: house.liveness.now() });
  await house.db.tx((tx) => closeConversation(tx, "anna", house.clock.now()));
  return call;
}

const conversationOf = (house: House) => house.db.get<Conversation>(keys.conversation("anna"));

/** What is in a store, but for the marks of its transactions. */
async function contentsOf(kv: Deno.Kv) {
  const entries = await Array.fromAsync(kv.list({ prefix: [] }));
  return entries.filter(({ key }) => key[0] !== "tx").map(({ key, value }) => [key, value]);
}

async function refusal(promise: Promise<unknown>) {
  const error = await promise.then(() => undefined, (error) => error);
  assert(error instanceof AppError, String(error));
  return { code: error.code, ...error.details };
}

Deno.test("each turn is stored once by its index, with what it is of", async () => {
  await using house = await openTalk();
  const { talk, clock } = house;
  const call = await house.write();
  house.move(10_000);
  const [greeting, question] = spoken(0, ["assistant", "Привет."], ["member", "Как дела?"]);
  const first = await talk.append(call, [{ ...greeting!, millisecondsAgo: 4000 }]);
  assert.deepEqual(first, { nextTurn: 1, cards: [], instructions: null });
  const again = { ...greeting!, text: "Другое." };
  assert.equal((await talk.append(call, [question!, again, question!])).nextTurn, 2);
  const cut = { ...spoken(2, ["assistant", "Хорошо, а у"])[0]!, interrupted: true };
  assert.equal((await talk.append(call, [cut])).nextTurn, 3);
  const turns = await house.turns();
  assert.deepEqual(
    turns.map(({ role, text, at, source, callId, generationId, status }) => [
      role,
      text,
      clock.now() - at,
      source,
      callId,
      generationId,
      status,
    ]),
    [
      ["assistant", "Привет.", 4000, "call", "call-1", "call-1:0", "complete"],
      ["member", "Как дела?", 0, "call", "call-1", "call-1:1", "complete"],
      ["assistant", "Хорошо, а у", 0, "call", "call-1", "call-1:2", "cancelled"],
    ],
  );
  assert.equal((await house.member()).interactionCount, 1);
});

Deno.test("a missing turn is asked for, and nothing after it is stored", async () => {
  await using house = await openTalk();
  const call = await house.write();
  const turns = spoken(0, ["assistant", "Раз"], ["member", "Два"], ["assistant", "Три"]);
  assert.deepEqual(await refusal(house.talk.append(call, turns.slice(1))), {
    code: "turn_gap",
    expected: 0,
  });
  assert.deepEqual(await refusal(house.talk.append(call, [turns[0]!, turns[2]!])), {
    code: "turn_gap",
    expected: 0,
  });
  assert.deepEqual(await texts(house), []);
  await house.talk.append(call, turns.toReversed());
  assert.deepEqual(await texts(house), ["Раз", "Два", "Три"]);
});

Deno.test("the same turns at once, in many requests, are stored once", async () => {
  await using house = await openTalk();
  const call = await house.write();
  const turns = spoken(0, ["assistant", "Раз"], ["member", "Два"], ["assistant", "Три"]);
  await Promise.all(Array.from({ length: 8 }, () => house.talk.append(call, turns)));
  assert.deepEqual(await texts(house), ["Раз", "Два", "Три"]);
  assert.equal((await house.member()).interactionCount, 1);
});

Deno.test("a process that dies anywhere while it stores leaves what the next one can go on from", async () => {
  await using house = await openTalk();
  const call = await house.write();
  const before = await copyOf(house.kv);
  const turns = spoken(
    0,
    ["assistant", "Привет."],
    ["member", "Не хочу жить"],
    ["assistant", "Я рядом."],
  );
  const on = (kv: Deno.Kv) => talkOn(testDatabase(kv, { headOf }), house);
  const counted = crashingKv(await copyOf(before), {});
  const stored = await on(counted).append(call, turns);
  const expected = await contentsOf(counted);
  counted.close();
  for (let step = 1; step <= counted.steps; step += 1) {
    const kv = await copyOf(before);
    await on(crashingKv(kv, { crashAt: step })).append(call, turns).catch(() => {});
    assert.deepEqual(await on(kv).append(call, turns), stored, `after step ${step}`);
    assert.deepEqual(await contentsOf(kv), expected, `after step ${step}`);
    kv.close();
  }
  before.close();
});

Deno.test("no turn is older than the one before it, nor than its call", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  const call = await house.write();
  const started = clock.now();
  house.move(5000);
  const [one, two] = spoken(0, ["assistant", "Раз"], ["member", "Два"]);
  await talk.append(call, [{ ...one!, millisecondsAgo: 3_600_000 }]);
  await say(db, "anna", "Из чата", { at: clock.now() });
  await talk.append(call, [{ ...two!, millisecondsAgo: 3000 }]);
  const moments = (await house.turns()).map(({ at }) => at - started);
  assert.deepEqual(moments, [0, 5000, 5000]);
});

Deno.test("the widest turns that a request holds are stored in commits that fit", async () => {
  await using house = await openTalk();
  const call = await house.write();
  const said = Array.from(
    { length: 50 },
    (_, index) =>
      ["member" as const, `${index} ${"語".repeat(15_900)}`] as [
        "member",
        string,
      ],
  );
  assert.equal((await house.talk.append(call, spoken(0, ...said))).nextTurn, 50);
  assert.equal((await house.turns()).length, 50);
});

Deno.test("an agent of an earlier epoch, and one whose call is gone, are turned away", async () => {
  await using house = await openTalk();
  const call = await house.write();
  await house.change({ epoch: 2 });
  const turns = spoken(0, ["assistant", "Раз"]);
  assert.deepEqual(await refusal(house.talk.append(call, turns)), { code: "epoch_stale" });
  const gone = testCall({ id: "call-2" });
  assert.equal((await refusal(house.talk.append(gone, turns))).code, "call_ended");
  await house.db.tx((tx) => Promise.resolve(tx.delete(keys.member("anna"))));
  const now = await house.change({});
  assert.equal((await refusal(house.talk.append(now, turns))).code, "call_ended");
});

Deno.test("the first turn of a call ends what was written before, and its end is summed up alone", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  await say(db, "anna", "Торгую на споте", { at: clock.now() });
  await say(db, "anna", "Хорошо.", { at: clock.now(), role: "assistant" });
  await talk.append(await house.write(), spoken(0, ["assistant", "Привет."]));
  const call = await house.change({});
  await talk.append(call, spoken(1, ["member", "Плечо у меня два"], ["assistant", "Запомню."]));
  await end(house);
  const digests = await db.list<Digest>({ prefix: keys.digests("anna") });
  assert.deepEqual(
    digests.map(({ value: { firstSequence, lastSequence } }) => [firstSequence, lastSequence]),
    [[1, 2], [3, 5]],
  );
  await digestsOn(db, clock, careful).sweep();
  const summary = (await lastSummary(db, "anna"))!;
  assert.deepEqual([summary.firstSequence, summary.lastSequence], [3, 5]);
  assert.match(summary.text, /Плечо у меня два/);
});

Deno.test("a summary that failed is tried again, and is never kept as one", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  const call = await house.write();
  await talk.append(
    call,
    spoken(0, ["assistant", "Привет."], ["member", "Плечо два"], ["assistant", "Ага."]),
  );
  await end(house);
  const failing: Generate[] = [
    () => {
      throw new AppError("model_busy");
    },
    (_, title) => title === "summary" ? { text: "Не получилось." } : { operations: [] },
    answering(),
  ];
  for (const [attempt, generate] of failing.entries()) {
    assert.equal(await lastSummary(db, "anna"), undefined, `before attempt ${attempt}`);
    await digestsOn(db, clock, generate).sweep();
    clock.move(3600_000);
  }
  assert.equal((await lastSummary(db, "anna"))?.text, "Раз. Два. Три.");
});

Deno.test("what comes after the end joins its call, summed up or not, and stays closed", async () => {
  for (const summedUp of [false, true]) {
    await using house = await openTalk();
    const { db, talk, clock } = house;
    const call = await house.write();
    await talk.append(
      call,
      spoken(0, ["assistant", "Привет."], ["member", "Плечо два"], ["assistant", "Ага."]),
    );
    await end(house);
    if (summedUp) assert.equal(await digestsOn(db, clock, answering()).sweep(), 1);
    house.move(LATE_TIME - 1);
    await talk.append(call, spoken(3, ["member", "И стоп один процент"], ["assistant", "Да."]));
    assert.equal((await conversationOf(house))!.open, null);
    const digests = await db.list<Digest>({ prefix: keys.digests("anna") });
    assert.deepEqual(
      digests.map(({ value: { firstSequence, lastSequence } }) => [firstSequence, lastSequence]),
      [[1, 5]],
    );
    assert.equal(await digestsOn(db, clock, answering()).sweep(), 1);
    const summaries = await db.list({ prefix: keys.summaries("anna") });
    assert.deepEqual(summaries.map(({ key }) => key.at(-1)), [5]);
    assert.deepEqual(await db.list(keys.dueBefore("digest", Infinity)), []);
    house.move(1);
    assert.equal(
      (await refusal(talk.append(call, spoken(5, ["member", "Ещё"])))).code,
      "call_ended",
    );
  }
});

Deno.test("a digest that is at work when late words come is made anew with them", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  const call = await house.write();
  await talk.append(call, spoken(0, ["assistant", "Привет."], ["member", "Плечо два"]));
  await end(house);
  const late = spoken(2, ["assistant", "Ага."], ["member", "Стоп один процент"]);
  const slow: Generate = async (request, title) => {
    await talk.append(call, late);
    return answering()(request, title);
  };
  await digestsOn(db, clock, slow).sweep();
  assert.equal((await db.list({ prefix: keys.digests("anna") })).length, 1);
  await digestsOn(db, clock, answering()).sweep();
  const summary = (await lastSummary(db, "anna"))!;
  assert.deepEqual([summary.firstSequence, summary.lastSequence], [1, 4]);
  assert.equal((await db.list({ prefix: keys.digests("anna") })).length, 0);
});

Deno.test("late words stand among what the member writes by now, and those of a call without any are closed", async () => {
  await using house = await openTalk();
  const { db, talk, clock } = house;
  const call = await house.write();
  await talk.append(call, spoken(0, ["assistant", "Привет."]));
  await end(house);
  await say(db, "anna", "Пишу", { at: clock.now() });
  await talk.append(call, spoken(1, ["member", "Говорю"]));
  assert.deepEqual(await texts(house), ["Привет.", "Пишу", "Говорю"]);
  assert.equal((await conversationOf(house))!.open!.firstSequence, 2);

  await using other = await openTalk();
  const ended = await other.write({ status: "ended", endedAt: other.liveness.now() });
  await other.talk.append(ended, spoken(0, ["assistant", "Привет."], ["member", "Говорю"]));
  assert.equal((await conversationOf(other))!.open, null);
  const digests = await other.db.list<Digest>({ prefix: keys.digests("anna") });
  assert.deepEqual(digests.map(({ value }) => value.lastSequence), [2]);
});
