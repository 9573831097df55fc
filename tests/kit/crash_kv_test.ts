import assert from "node:assert/strict";
import type { Database } from "../../db/tx.ts";
import { type CommitFault, Crash, crashingKv } from "./crash_kv.ts";
import { temporaryKv, testDatabase } from "./temporary_kv.ts";

Deno.test("each fault leaves the store as it says", async (t) => {
  const cases: [CommitFault, unknown, "throws" | "conflict"][] = [
    ["before", null, "throws"],
    ["locked", null, "throws"],
    ["after", 1, "throws"],
    ["conflict", 1, "conflict"],
  ];
  for (const [fault, stored, reported] of cases) {
    await t.step(fault, async () => {
      await using store = await temporaryKv();
      const kv = crashingKv(store.kv, { commit: (number) => number === 2 ? fault : undefined });
      assert.equal((await kv.atomic().set(["other"], 1).commit()).ok, true);
      const commit = kv.atomic().set(["key"], 1).commit();
      if (reported === "throws") await assert.rejects(commit);
      else assert.deepEqual(await commit, { ok: false });
      assert.equal((await kv.get(["key"])).value, stored);
    });
  }
});

Deno.test("a process that died does nothing more", async () => {
  await using store = await temporaryKv();
  const kv = crashingKv(store.kv, { crashAt: 2 });
  await kv.get(["key"]);
  for (let call = 0; call < 2; call++) {
    await assert.rejects(kv.set(["key"], 1), Crash);
    await assert.rejects(kv.get(["key"]), Crash);
    await assert.rejects(kv.list({ prefix: ["key"] }).next(), Crash);
  }
  assert.equal((await store.kv.get(["key"])).value, null);
});

Deno.test("a commit has a step before it and one after it", async () => {
  for (const [crashAt, stored] of [[1, null], [2, 1], [3, 1]]) {
    await using store = await temporaryKv();
    const kv = crashingKv(store.kv, { crashAt: crashAt! });
    const commit = kv.set(["key"], 1);
    if (crashAt === 3) await commit;
    else await assert.rejects(commit, Crash);
    assert.equal((await store.kv.get(["key"])).value, stored);
    assert.equal(kv.steps, Math.min(crashAt!, 2));
  }
});

Deno.test("work that may stop anywhere and is begun again ends the same", async () => {
  await using counting = await temporaryKv();
  const counted = crashingKv(counting.kv, {});
  await payOnce(testDatabase(counted));
  assert.ok(counted.steps >= 6, `${counted.steps} steps`);
  for (let crashAt = 1; crashAt <= counted.steps; crashAt++) {
    await using store = await temporaryKv();
    await assert.rejects(payOnce(testDatabase(crashingKv(store.kv, { crashAt }))));
    await payOnce(store.database);
    assert.deepEqual(await store.database.getMany([["paid"], ["days"]]), [true, 30]);
  }
});

/** Two commits: the payment, once, and the days that follow from it. */
async function payOnce(database: Database): Promise<void> {
  await database.tx((tx) => Promise.resolve(tx.set(["paid"], true)));
  await database.tx(async (tx) => {
    if (await tx.get(["granted"])) return;
    tx.set(["granted"], true);
    tx.set(["days"], (await tx.get<number>(["days"]) ?? 0) + 30);
  });
}
