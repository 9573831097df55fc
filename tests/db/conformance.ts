import assert from "node:assert/strict";
import fc from "fast-check";
import type { Database, Transaction } from "../../db/tx.ts";
import { type CommitFault, crashingKv } from "../kit/crash_kv.ts";
import { COUNTER, incrementInAnotherProcess } from "../kit/increment_worker.ts";
import { testDatabase } from "../kit/temporary_kv.ts";

/** An empty store with two ways in, as two processes have them. */
export interface BackEnd extends AsyncDisposable {
  kvs: [Deno.Kv, Deno.Kv];
  /** The settings with which two further processes open the same store; none for memory. */
  settings: string[];
}

export interface BackEndKind {
  name: string;
  ignore?: boolean;
  open(): Promise<BackEnd>;
}

/** What the transaction tool promises, on a back end. Property runs are few: each is many commits. */
export function conformance(kind: BackEndKind): void {
  const test = (name: string, run: (databases: Database[], store: BackEnd) => Promise<void>) =>
    Deno.test({
      name: `${kind.name}: ${name}`,
      ignore: kind.ignore,
      async fn() {
        await using store = await kind.open();
        await run(store.kvs.map((kv) => testDatabase(kv)), store);
      },
    });

  test("what one database commits, the other reads", async ([one, other]) => {
    const result = await one!.tx((tx) => {
      tx.set(["a"], { words: "Привет" });
      tx.set(["b"], null);
      tx.set(["gone"], 1);
      tx.delete(["gone"]);
      return Promise.resolve("done");
    });
    assert.equal(result, "done");
    assert.deepEqual(await other!.get(["a"]), { words: "Привет" });
    assert.deepEqual(await other!.getMany([["a"], ["b"], ["gone"]]), [
      { words: "Привет" },
      null,
      undefined,
    ]);
  });

  test("nine keys read and one written, or ten read, are within the limit", async ([one]) => {
    const keys = Array.from({ length: 10 }, (_, index) => ["key", index]);
    await one!.tx(async (tx) => {
      for (const key of keys.slice(1)) await tx.get(key);
      tx.set(keys[0]!, 1);
    });
    const values = await one!.tx((tx) => Promise.all(keys.map((key) => tx.get(key))));
    assert.deepEqual(values, [1, ...new Array(9).fill(undefined)]);
  });

  test("a list is the same inside the transaction that writes and after it", listsProperty);
  test("transfers at random keep every account exact", transfersProperty);
  test("folds of a list with a head never get the same place twice", foldsStayApart);
  test("a reader inside a transaction sees one moment", readsOneMoment);
  test("commits that fail at random are applied once or not at all", faultsProperty);

  test("a lane spares the retries", async ([one]) => {
    await Promise.all(Array.from({ length: 100 }, () => one!.tx(increment, { lane: COUNTER })));
    assert.equal(await one!.get(COUNTER), 100);
    assert.equal(one!.counters.commits, 100 + one!.counters.conflicts + one!.counters.locked);
    assert.ok(one!.counters.commits <= 120, `${one!.counters.commits} commits`);
  });

  test("increments by other processes are all counted", async ([one], { settings }) => {
    const workers = settings.map((setting) => incrementInAnotherProcess(setting, 60, 3));
    const own = Array.from({ length: 60 }, () => one!.tx(increment, { lane: COUNTER }));
    const reports = await Promise.all(workers);
    await Promise.all(own);
    assert.deepEqual(reports.map(({ done }) => done), settings.map(() => 60));
    assert.equal(await one!.get(COUNTER), 60 + 60 * settings.length);
  });
}

async function increment(tx: Transaction): Promise<void> {
  tx.set(COUNTER, (await tx.get<number>(COUNTER) ?? 0) + 1);
}

async function listsProperty([one]: Database[]): Promise<void> {
  const part = fc.oneof(
    fc.integer({ min: -2, max: 3 }),
    fc.constantFrom("", "a", "я", "\u{1F600}", "\uFFFD"),
    fc.boolean(),
    fc.bigInt({ min: -1n, max: 1n }),
    fc.constantFrom(0, 255).map((byte) => new Uint8Array([byte])),
  );
  const key = fc.array(part, { minLength: 1, maxLength: 2 });
  const options = fc.record({
    limit: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    reverse: fc.boolean(),
  });
  const bound = fc.option(key, { nil: undefined });
  let name = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 8 }),
      fc.array(fc.tuple(key, fc.boolean()), { maxLength: 8 }),
      fc.tuple(bound, bound, options),
      async (before, changes, [start, end, options]) => {
        name += 1;
        const prefix = ["range", name];
        const below = (key: Deno.KvKey | undefined) => key && [...prefix, ...key];
        const selector = { prefix, start: below(start), end: below(end) };
        await one!.tx((tx) => Promise.resolve(before.forEach((key) => tx.set(below(key)!, "old"))));
        const inside = await one!.tx(async (tx) => {
          for (const [key, kept] of changes) {
            if (kept) tx.set(below(key)!, "new");
            else tx.delete(below(key)!);
          }
          return await tx.list(selector, ["head", name], options).catch(String);
        }).catch(String);
        assert.deepEqual(inside, await one!.list(selector, options).catch(String));
      },
    ),
    { numRuns: 40 },
  );
}

async function transfersProperty(databases: Database[]): Promise<void> {
  const transfer = fc.record({
    from: fc.nat(3),
    to: fc.nat(3),
    amount: fc.integer({ min: 1, max: 9 }),
    by: fc.nat(1),
  });
  let bank = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(transfer, { minLength: 2, maxLength: 12 }), async (transfers) => {
      bank += 1;
      const accounts = [0, 1, 2, 3].map((account) => ["account", bank, account]);
      await Promise.all(
        transfers.map(({ from, to, amount, by }) =>
          databases[by]!.tx(async (tx) => {
            tx.set(accounts[from]!, (await tx.get<number>(accounts[from]!) ?? 0) - amount);
            tx.set(accounts[to]!, (await tx.get<number>(accounts[to]!) ?? 0) + amount);
          })
        ),
      );
      const expected = accounts.map((_, account) =>
        transfers.reduce(
          (sum, { from, to, amount }) =>
            sum + (to === account ? amount : 0) - (from === account ? amount : 0),
          0,
        )
      );
      const balances = await databases[0]!.getMany<number[]>(accounts);
      assert.deepEqual(balances.map((balance) => balance ?? 0), expected);
    }),
    { numRuns: 6 },
  );
}

async function foldsStayApart(databases: Database[]): Promise<void> {
  const prefix = ["range", "purchases"];
  const buy = (database: Database, id: number) =>
    database.tx(async (tx) => {
      const earlier = await tx.list<number>({ prefix }, ["head", "purchases"]);
      tx.set([...prefix, id], earlier.length);
    });
  await Promise.all(Array.from({ length: 12 }, (_, id) => buy(databases[id % 2]!, id)));
  const places = (await databases[0]!.list<number>({ prefix })).map(({ value }) => value);
  assert.deepEqual(places.sort((a, b) => a - b), Array.from({ length: 12 }, (_, place) => place));
}

async function readsOneMoment([writer, reader]: Database[]): Promise<void> {
  let writing = true;
  const writes = (async () => {
    for (let round = 1; round <= 40; round++) {
      await writer!.tx((tx) => {
        tx.set(["left"], round);
        tx.set(["right"], round);
        return Promise.resolve();
      });
    }
    writing = false;
  })();
  while (writing) {
    const [left, right] = await reader!.tx(async (tx) => [
      await tx.get(["left"]),
      await tx.get(["right"]),
    ]);
    assert.equal(left, right);
    await reader!.tx(async (tx) => {
      if (await tx.get(["left"]) !== await tx.get(["right"])) throw new Error("torn");
    });
  }
  await writes;
}

async function faultsProperty(_: Database[], { kvs }: BackEnd): Promise<void> {
  const fault = fc.constantFrom<CommitFault | undefined>(
    ...(["before", "after", "conflict", "locked", undefined] as const),
  );
  let counter = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fault, { maxLength: 30 }), async (faults) => {
      counter += 1;
      const key = ["faulty", counter];
      let next = 0;
      const databases = kvs.map((kv) =>
        testDatabase(crashingKv(kv, { commit: () => faults[next++] }))
      );
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, (_, index) =>
          databases[index % 2]!.tx(async (tx) => {
            const value = await tx.get<number>(key) ?? 0;
            tx.set(key, value + 1);
            return value;
          })),
      );
      const sum = await databases[0]!.get<number>(key) ?? 0;
      const failed = outcomes.filter((outcome) => outcome.status === "rejected")
        .map(({ reason }) => reason.details?.outcome ?? String(reason));
      const unknown = failed.filter((outcome) => outcome === "unknown").length;
      assert.deepEqual(
        failed.filter((outcome) => !["unknown", "not_applied"].includes(outcome)),
        [],
      );
      const seen = outcomes.filter((outcome) => outcome.status === "fulfilled")
        .map(({ value }) => value);
      assert.equal(new Set(seen).size, seen.length, "two transactions saw the same value");
      assert.ok(sum >= seen.length && sum <= seen.length + unknown, `${sum} of ${seen.length}`);
    }),
    { numRuns: 10 },
  );
}
