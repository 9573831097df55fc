import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import type { Database, Transaction } from "../../db/tx.ts";
import { holdFile } from "../kit/hold_file.ts";
import { interceptCommits } from "../kit/intercept_commits.ts";
import { temporaryFolder, temporaryKv, testDatabase } from "../kit/temporary_kv.ts";
import { failsWith, increment, KEY, setting } from "../kit/transactions.ts";
import { until } from "../kit/conditions.ts";

const HEAD = ["head", "days"];
const DAYS = ["range", "days"];

Deno.test("reads see the transaction's own writes, and a key read twice is read once", async () => {
  await using store = await temporaryKv();
  await store.kv.set(KEY, "before");
  const seen = await store.database.tx(async (tx) => {
    const first = await tx.get(KEY);
    await store.kv.set(["other"], "changed meanwhile");
    const again = [await tx.get(KEY), await tx.peek(KEY)];
    tx.set(KEY, "after");
    const written = [await tx.get(KEY), await tx.peek(KEY)];
    tx.delete(KEY);
    return [first, ...again, ...written, await tx.get(KEY), await tx.peek(["other"])];
  });
  assert.deepEqual(seen, [
    ...["before", "before", "before", "after", "after", undefined],
    "changed meanwhile",
  ]);
  assert.equal((await store.kv.get(KEY)).value, null);
});

Deno.test("a conflict runs the function again, and its last result is the answer", async () => {
  await using store = await temporaryKv();
  let runs = 0;
  const result = await store.database.tx(async (tx) => {
    const value = await increment(tx);
    if (++runs === 1) await store.kv.set(KEY, 10);
    return value;
  });
  assert.deepEqual([result, runs, (await store.kv.get(KEY)).value], [11, 2, 11]);
  assert.deepEqual({ ...store.database.counters }, {
    ...{ commits: 2, conflicts: 1, locked: 0, recovered: 0 },
  });
});

Deno.test("a peeked key may change before the commit", async () => {
  await using store = await temporaryKv();
  await store.database.tx(async (tx) => {
    await tx.peek(["other"]);
    await store.kv.set(["other"], 1);
    tx.set(KEY, 1);
  });
  assert.equal(store.database.counters.commits, 1);
});

Deno.test("others that keep winning end in a conflict after a bounded number of runs", async () => {
  await using store = await temporaryKv({ maxAttempts: 3 });
  let runs = 0;
  const losing = store.database.tx(async (tx) => {
    await increment(tx);
    await store.kv.set(KEY, ++runs);
  });
  await assert.rejects(losing, failsWith("conflict"));
  assert.equal(runs, 3);
});

Deno.test("an error of the function is passed on and nothing is written", async () => {
  await using store = await temporaryKv();
  const failing = store.database.tx((tx) => {
    tx.set(KEY, 1);
    throw new AppError("not_found");
  });
  await assert.rejects(failing, failsWith("not_found"));
  assert.equal(await store.database.get(KEY), undefined);
});

Deno.test("what was read at two moments decides nothing: neither a result nor an error", async (t) => {
  await using store = await temporaryKv();
  const decisions: [string, (same: boolean) => unknown][] = [
    ["a result", (same) => same],
    ["an error", (same) => assert.ok(same)],
  ];
  for (const [name, decide] of decisions) {
    await t.step(name, async () => {
      let runs = 0;
      await store.database.tx(async (tx) => {
        const left = await tx.get(["left"]);
        if (++runs === 1) await store.kv.atomic().set(["left"], name).set(["right"], name).commit();
        return decide(left === await tx.get(["right"]));
      });
      assert.equal(runs, 2);
    });
  }
});

Deno.test("a transaction that only reads leaves no marker, one that writes leaves one", async () => {
  await using store = await temporaryKv();
  await store.database.tx((tx) => Promise.all([tx.get(KEY), tx.get(["other"])]));
  assert.deepEqual(await store.database.list({ prefix: ["tx"] }), []);
  await store.database.tx(setting(1));
  assert.equal((await store.database.list({ prefix: ["tx"] })).length, 1);
});

Deno.test("expireIn reaches the store, and only where it was given", async () => {
  await using store = await temporaryKv();
  const written: unknown[] = [];
  const operation = (inner: Deno.AtomicOperation): Deno.AtomicOperation =>
    Object.assign(Object.create(inner), {
      check: (...checks: Deno.AtomicCheck[]) => operation(inner.check(...checks)),
      set: (key: Deno.KvKey, value: unknown, options?: { expireIn?: number }) => {
        written.push([key[0], options]);
        return operation(inner.set(key, value, options));
      },
      commit: () => inner.commit(),
    });
  const spied = Object.assign(Object.create(store.kv), {
    atomic: () => operation(store.kv.atomic()),
  });
  await testDatabase(spied).tx((tx) => {
    tx.set(["lease"], 1, { expireIn: 30_000 });
    tx.set(["member"], 1);
    return Promise.resolve();
  });
  assert.deepEqual(written, [
    ["tx", { expireIn: 600_000 }],
    ["lease", { expireIn: 30_000 }],
    ["member", undefined],
  ]);
});

Deno.test("mistakes in the use of the store are thrown as they are, and not tried again", async (t) => {
  await using store = await temporaryKv();
  const many = Array.from({ length: 11 }, (_, index) => [`kind${index}`, "member"]);
  const mistakes: [string, RegExp, (tx: Transaction) => Promise<unknown>][] = [
    [
      "an eleventh check",
      /10 keys.*kind0, kind1.*kind10$/,
      (tx) => Promise.all(many.map((key) => tx.get(key))),
    ],
    ["a tenth key read by one that writes", /writes and reads.*kind9$/, async (tx) => {
      for (const key of many.slice(0, 10)) await tx.get(key);
      tx.set(KEY, 1);
    }],
    ["a value over 64 KiB", /Value too large/, setting("x".repeat(70_000))],
    ["a value that cannot be stored", /could not be cloned/, setting(() => 1)],
    ["a key over 2 KiB", /Key too large/, (tx) => tx.get(["x".repeat(3000)])],
    ["an empty key", /key cannot be empty/, (tx) => Promise.resolve(tx.set([], 1))],
    [
      "a list without a head",
      /needs the head/,
      (tx) => tx.list({ prefix: DAYS }, undefined as unknown as Deno.KvKey),
    ],
    [
      "a list with another range's head",
      /not the head of that range/,
      (tx) => tx.list({ prefix: DAYS }, ["head", "weeks"]),
    ],
    [
      "a list that is wider than its head",
      /not the head of that range/,
      (tx) => tx.list({ prefix: ["range"] }, HEAD),
    ],
    [
      "a list of keys without a head",
      /not the head of that range/,
      (tx) => tx.list({ prefix: ["loose"] }, HEAD),
    ],
    [
      "a bound outside the prefix",
      /not below its prefix/,
      (tx) => tx.list({ prefix: DAYS, start: ["range", "weeks", 1] }, HEAD),
    ],
  ];
  for (const [name, message, use] of mistakes) {
    await t.step(name, async () => {
      let runs = 0;
      const using = store.database.tx((tx) => {
        runs += 1;
        return use(tx);
      });
      await assert.rejects(using, (error: Error) => {
        assert.ok(!(error instanceof AppError), String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /member/);
        return true;
      });
      assert.equal(runs, 1);
    });
    await t.step(`${name}, also when the function hides it`, async () => {
      const hiding = store.database.tx(async (tx) => {
        tx.set(["decided"], true);
        await use(tx).catch(() => {});
      });
      await assert.rejects(hiding);
      assert.equal(await store.database.get(["decided"]), undefined);
    });
  }
});

Deno.test("a transaction cannot be used after its function has ended", async () => {
  await using store = await temporaryKv();
  let kept: Transaction | undefined;
  await store.database.tx((tx) => {
    kept = tx;
    return Promise.resolve();
  });
  assert.throws(() => kept!.set(KEY, 1), /the transaction is over/);
  await assert.rejects(kept!.get(KEY), /the transaction is over/);
});

Deno.test("whatever changes in a listed range, the list is read again", async (t) => {
  await using store = await temporaryKv();
  const changes: [string, (tx: Transaction) => void][] = [
    ["the first entry", (tx) => tx.set([...DAYS, 1], "one")],
    ["a second entry", (tx) => tx.set([...DAYS, 2], "two")],
    ["an entry rewritten", (tx) => tx.set([...DAYS, 1], "one again")],
    ["an entry deleted", (tx) => tx.delete([...DAYS, 2])],
  ];
  for (const [name, change] of changes) {
    await t.step(name, async () => {
      let runs = 0;
      await store.database.tx(async (tx) => {
        const entries = await tx.list({ prefix: DAYS }, HEAD);
        if (++runs === 1) await store.database.tx((other) => Promise.resolve(change(other)));
        tx.set(["fold"], entries.map(({ value }) => value));
      });
      assert.equal(runs, 2);
      const listed = await store.database.list({ prefix: DAYS });
      assert.deepEqual(await store.database.get(["fold"]), listed.map(({ value }) => value));
    });
  }
});

Deno.test({
  name: "a store that does not answer is given up, and leaves no timer behind",
  sanitizeOps: true,
  sanitizeResources: true,
  async fn() {
    const never = () => new Promise(() => {});
    const silent = { get: never, getMany: never, list: () => ({ next: never }) };
    const options = { deadlineMilliseconds: 20 };
    const database = testDatabase(silent as unknown as Deno.Kv, options);
    const calls = [
      () => database.get(KEY),
      () => database.getMany([KEY]),
      () => database.list({ prefix: KEY }),
      () => database.tx((tx) => tx.get(KEY)),
      () => database.tx((tx) => tx.list({ prefix: DAYS }, HEAD)),
    ];
    for (const call of calls) await assert.rejects(call(), failsWith("storage_unavailable"));

    await using store = await temporaryKv();
    const stuck = interceptCommits(store.kv, () => new Promise(() => {}));
    const commit = testDatabase(stuck, options).tx(setting(1));
    await assert.rejects(commit, failsWith("storage_unavailable", "unknown"));
  },
});

Deno.test("a closed store is unavailable", async () => {
  const kv = await Deno.openKv(":memory:");
  const database = testDatabase(kv);
  database.close();
  await assert.rejects(database.get(KEY), failsWith("storage_unavailable"));
  await assert.rejects(database.tx(increment), failsWith("storage_unavailable"));
});

Deno.test("a file that another process holds for a while is waited for", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/sfera.sqlite3`;
  const kv = await Deno.openKv(path);
  const database: Database = testDatabase(kv);
  await database.tx(increment);
  const holder = await holdFile(path);
  const waiting = database.tx(increment);
  await until(() => database.counters.locked > 0, "the lock was met");
  await holder.release();
  assert.equal(await waiting, 2);
  kv.close();
});

Deno.test("a file that another process does not let go of is a store that is unavailable", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/sfera.sqlite3`;
  const kv = await Deno.openKv(path);
  const database: Database = testDatabase(kv, { maxAttempts: 3 });
  await database.tx(increment);
  const holder = await holdFile(path);
  await assert.rejects(database.tx(increment), failsWith("storage_unavailable", "not_applied"));
  assert.equal(await database.get(KEY), 1);
  await holder.release();
  kv.close();
});
