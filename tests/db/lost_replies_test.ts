import assert from "node:assert/strict";
import { crashingKv } from "../kit/crash_kv.ts";
import { interceptCommits, type SendCommit } from "../kit/intercept_commits.ts";
import { temporaryKv, testDatabase } from "../kit/temporary_kv.ts";
import { failsWith, increment, KEY, setting } from "../kit/transactions.ts";

/** So long is waited for an answer that never comes; all others are in memory, and take much less. */
const SILENCE = 3_000;

Deno.test("invariant: lost replies are found out, in every way a reply can be lost", async (t) => {
  for (const fault of ["after", "conflict", "silence"] as const) {
    await t.step(fault, async () => {
      await using store = await temporaryKv();
      const faulty = crashingKv(store.kv, { commit: (number) => number === 1 ? fault : undefined });
      const database = testDatabase(faulty, { deadlineMilliseconds: SILENCE });
      assert.equal(await database.tx(increment), 1);
      assert.equal(await database.get(KEY), 1);
      assert.equal(database.counters.recovered, 1);
    });
  }
});

Deno.test("a commit that fails says that nothing was written", async () => {
  await using store = await temporaryKv();
  const faulty = crashingKv(store.kv, { commit: (number) => number === 1 ? "before" : undefined });
  const failing = testDatabase(faulty).tx(increment);
  await assert.rejects(failing, failsWith("storage_unavailable", "not_applied"));
  assert.equal(await store.database.get(KEY), undefined);
});

Deno.test("a commit that fails says so when it cannot tell what came of it", async () => {
  await using store = await temporaryKv();
  const faulty = crashingKv(store.kv, { commit: (number) => number === 1 ? "after" : "before" });
  const failing = testDatabase(faulty).tx(setting(1));
  await assert.rejects(failing, failsWith("storage_unavailable", "unknown"));
});

Deno.test("a blind write that arrives twice does not undo what another wrote between", async () => {
  await using store = await temporaryKv();
  let again: SendCommit | undefined;
  const database = testDatabase(interceptCommits(store.kv, (send) => (again = send)()));
  await database.tx(setting("first"));
  await store.database.tx(setting("second"));
  assert.equal((await again!()).ok, false);
  assert.equal(await store.database.get(KEY), "second");
});

Deno.test("a commit that was given up is refused when it arrives at last", async () => {
  await using store = await temporaryKv();
  const held: SendCommit[] = [];
  const slow = interceptCommits(store.kv, (send) => {
    if (held.length > 0) return send();
    held.push(send);
    return new Promise(() => {});
  });
  const givenUp = testDatabase(slow, { deadlineMilliseconds: SILENCE }).tx(setting("late"));
  await assert.rejects(givenUp, failsWith("storage_unavailable", "not_applied"));
  assert.equal((await held[0]!()).ok, false);
  assert.equal(await store.database.get(KEY), undefined);
});

Deno.test("of an attempt that arrives late and the one after it only one counts", async () => {
  await using store = await temporaryKv();
  const held: SendCommit[] = [];
  const reordering = interceptCommits(store.kv, async (send) => {
    held.push(send);
    if (held.length === 1) return { ok: false };
    assert.equal((await held[0]!()).ok, true);
    return await send();
  });
  const database = testDatabase(reordering);
  let runs = 0;
  const answer = await database.tx((tx) => {
    runs += 1;
    tx.set(["run", runs], true);
    return Promise.resolve(runs);
  });
  assert.deepEqual([answer, runs], [1, 2]);
  assert.deepEqual(await database.getMany([["run", 1], ["run", 2]]), [true, undefined]);
});

Deno.test("an id that was given out twice is an error, not a success", async () => {
  await using store = await temporaryKv();
  const ids = { next: () => "same" };
  await testDatabase(store.kv, { ids }).tx(setting(1));
  await assert.rejects(testDatabase(store.kv, { ids }).tx(setting(2)), /ids\.next\(\) gave same/);
  assert.equal(await store.database.get(KEY), 1);
});
