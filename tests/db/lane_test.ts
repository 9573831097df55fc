import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { interceptCommits } from "../kit/intercept_commits.ts";
import { temporaryKv, testDatabase } from "../kit/temporary_kv.ts";
import { failsWith, increment, KEY, setting } from "../kit/transactions.ts";

Deno.test("a lane goes in order, and an error in it holds nobody up", async () => {
  await using store = await temporaryKv();
  const order: number[] = [];
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4].map((place) =>
      store.database.tx(async (tx) => {
        await increment(tx);
        order.push(place);
        if (place === 2) throw new AppError("not_found");
      }, { lane: KEY })
    ),
  );
  assert.deepEqual(order, [1, 2, 3, 4]);
  assert.deepEqual(outcomes.map(({ status }) => status), [
    ...["fulfilled", "rejected", "fulfilled", "fulfilled"],
  ]);
  assert.equal(await store.database.get(KEY), 3);
  assert.equal(store.database.counters.commits, 3);
});

Deno.test("two lanes do not wait for each other", async () => {
  await using store = await temporaryKv();
  let release = () => {};
  const held = store.database.tx(() => new Promise<void>((done) => release = done), {
    lane: ["one"],
  });
  await store.database.tx(increment, { lane: ["two"] });
  release();
  await held;
});

Deno.test("those who wait behind a store that does not answer are refused at once", async () => {
  await using store = await temporaryKv();
  const stuck = interceptCommits(store.kv, () => new Promise(() => {}));
  const database = testDatabase(stuck, { deadlineMilliseconds: 50 });
  let runs = 0;
  const waiting = Array.from({ length: 100 }, () =>
    database.tx((tx) => {
      runs += 1;
      // Nothing is read: only the commit may take so long.
      return setting(runs)(tx);
    }, { lane: KEY }));
  const outcomes = await Promise.allSettled(waiting);
  assert.equal(runs, 1);
  for (const outcome of outcomes.slice(1)) {
    assert.ok(outcome.status === "rejected");
    failsWith("storage_unavailable", "not_applied")(outcome.reason);
  }
});
