import assert from "node:assert/strict";
import { closeConversation, lastSummary } from "../../db/digests.ts";
import { listFacts } from "../../db/facts.ts";
import { headOf, keys } from "../../db/keys.ts";
import { appendTurn } from "../../db/turns.ts";
import { MOST_ATTEMPTS, pauseAfter } from "../../domain/digest.ts";
import { AppError } from "../../domain/errors.ts";
import { movableClock } from "../kit/app.ts";
import { type CommitFault, crashingKv } from "../kit/crash_kv.ts";
import { careful, digestsOn, openDigests, talk } from "../kit/digests.ts";
import { addTestMember } from "../kit/members.ts";
import { temporaryKv, testDatabase } from "../kit/temporary_kv.ts";

Deno.test("what fails is tried again with growing pauses, and nothing half is kept", async () => {
  const failures: unknown[] = [
    new AppError("model_busy"),
    { text: "Одно предложение." },
    { nothing: true },
  ];
  let tries = 0;
  await using house = await openDigests((request, title) => {
    if (title === "facts") {
      if (tries === 4) return { operations: "all of them" };
      return careful(request, title);
    }
    tries += 1;
    const failure = failures[tries - 1];
    if (failure instanceof Error) throw failure;
    return failure ?? careful(request, title);
  });
  const { db, clock, digests, texts, left } = house;
  await talk(db, clock, "Плечо у меня два", "Ага");
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    assert.equal(await digests.sweep(), 0);
    assert.equal(await lastSummary(db, "anna"), undefined);
    assert.deepEqual(await texts(), []);
    const [digest] = await left();
    assert.equal(digest!.value.attempts, attempt);
    assert.equal(digest!.value.dueAt, clock.now() + pauseAfter(attempt));
    assert.equal(await digests.sweep(), 0);
    clock.move(pauseAfter(attempt));
  }
  assert.equal(await digests.sweep(), 1);
  assert.deepEqual(await texts(), ["Плечо у меня два"]);
  assert.deepEqual(await left(), []);
  // Busy; one sentence, twice; a summary, but no list of facts; all well.
  assert.deepEqual(digests.asked, [
    "summary",
    ...["summary", "summary"],
    ...["summary", "facts"],
    ...["summary", "facts"],
  ]);
});

Deno.test("after many attempts it is left, and the turns stay", async () => {
  await using house = await openDigests(() => Promise.reject(new AppError("model_failed")));
  const { db, clock, digests, left } = house;
  await talk(db, clock, "Плечо у меня два", "Ага");
  for (let sweep = 0; sweep < 3 * MOST_ATTEMPTS; sweep += 1) {
    await digests.sweep();
    clock.move(6 * 3600_000);
  }
  assert.equal(digests.asked.length, MOST_ATTEMPTS);
  const [digest] = await left();
  assert.equal(digest!.value.dueAt, null);
  assert.deepEqual(await db.list(keys.dueBefore("digest", Infinity)), []);
  assert.equal((await db.list({ prefix: keys.turns("anna") })).length, 4);
});

Deno.test("two processes that sweep at once do it once", async () => {
  await using house = await openDigests();
  const { db, clock, digests, texts } = house;
  const other = digestsOn(db, clock, careful);
  await talk(db, clock, "Плечо у меня два", "Торгую фьючерсами");
  const done = await Promise.all([digests.sweep(), other.sweep(), digests.sweep(), other.sweep()]);
  assert.equal(done.reduce((sum, one) => sum + one, 0), 1);
  assert.equal((await texts()).length, 2);
  assert.equal(digests.asked.length + other.asked.length, 2);
});

Deno.test("what was erased while the model was asked is not written back", async () => {
  for (const again of [false, true]) {
    const reached = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    await using house = await openDigests(async (request, title) => {
      reached.resolve();
      await answer.promise;
      return careful(request, title);
    });
    const { db, clock, digests } = house;
    await talk(db, clock, "Плечо у меня два", "Ага");
    const sweeping = digests.sweep();
    await reached.promise;
    await db.tx(async (tx) => {
      for (const { key } of await db.list({ prefix: keys.digests("anna") })) tx.delete(key);
      for (const { key } of await db.list({ prefix: keys.turns("anna") })) tx.delete(key);
      tx.delete(keys.conversation("anna"));
    });
    if (again) {
      await db.tx(async (tx) => {
        const rest = { source: "app", generationId: "new", status: "complete" } as const;
        const turn = { role: "member", text: "Привет", at: clock.now(), ...rest } as const;
        for (let count = 0; count < 4; count += 1) await appendTurn(tx, "anna", turn);
        await closeConversation(tx, "anna", clock.now() + 1);
      });
    }
    answer.resolve();
    await sweeping;
    assert.deepEqual(await listFacts(db, "anna"), []);
    assert.equal(await lastSummary(db, "anna"), undefined);
  }
});

/** A digest with a correction, done by a process that fails; answers how many steps it took. */
async function failing(plan: Parameters<typeof crashingKv>[1]): Promise<{
  steps: number;
  commits: number;
}> {
  await using store = await temporaryKv({ headOf });
  const db = store.database;
  const clock = movableClock();
  await addTestMember(db, "anna", { createdAt: clock.now() });
  await talk(db, clock, "Плечо у меня два", "Торгую фьючерсами");
  await digestsOn(db, clock, careful).sweep();
  await talk(db, clock, "Плечо теперь три", "Ага");
  const kv = crashingKv(store.kv, plan);
  const dying = testDatabase(kv, { headOf, deadlineMilliseconds: 50 });
  await digestsOn(dying, clock, careful).sweep().catch(() => {});
  const summaries = () => db.list({ prefix: keys.summaries("anna") });
  const left = await db.list({ prefix: keys.digests("anna") });
  const facts = await listFacts(db, "anna");
  const half = [(await summaries()).length === 2, facts.length === 3, left.length === 0];
  const done = half[0] && half[1] && half[2];
  assert(done || (!half[0] && !half[1]), JSON.stringify([plan, half]));
  for (let round = 0; round < 3; round += 1) {
    clock.move(pauseAfter(3));
    await digestsOn(db, clock, careful).sweep();
  }
  assert.equal((await summaries()).length, 2);
  const ended = (await listFacts(db, "anna")).map(({ text, supersededBy }) => [
    text,
    supersededBy !== null,
  ]).sort();
  assert.deepEqual(ended, [
    ["Плечо теперь три", false],
    ["Плечо у меня два", true],
    ["Торгую фьючерсами", false],
  ]);
  assert.deepEqual(await db.list({ prefix: keys.digests("anna") }), []);
  assert.deepEqual(await db.list(keys.dueBefore("digest", Infinity)), []);
  return { steps: kv.steps, commits: kv.commits };
}

Deno.test("a process may die between any two steps of a digest, and nothing half is kept", async () => {
  const { steps } = await failing({});
  assert(steps > 10, `${steps} steps`);
  for (let crashAt = 1; crashAt <= steps; crashAt += 1) await failing({ crashAt });
});

Deno.test("any commit of a digest may fail before, after, silently or as a conflict", async () => {
  const { commits } = await failing({});
  assert(commits >= 3, `${commits} commits`);
  const faults: CommitFault[] = ["before", "after", "conflict", "silence", "locked"];
  for (const fault of faults) {
    for (let number = 1; number <= commits; number += 1) {
      await failing({ commit: (one) => one === number ? fault : undefined });
    }
  }
});
