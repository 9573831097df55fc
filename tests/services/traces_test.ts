import assert from "node:assert/strict";
import { createDatabase } from "../../db/tx.ts";
import { headOf } from "../../db/keys.ts";
import { findTraces } from "../../services/traces.ts";
import { testIds } from "../kit/app.ts";

const anna = { memberId: "01ANNA", telegramId: "1001" };

/** Finds traces of Anna in a store with these entries, in the order of keys. */
async function tracesIn(entries: [Deno.KvKey, unknown][], walkedAtMost?: number) {
  const kv = await Deno.openKv(":memory:");
  for (const [key, value] of entries) await kv.set(key, value);
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const traces = await findTraces(db, anna, [["known", "01ANNA"]], walkedAtMost);
  kv.close();
  return traces;
}

const KEYS: Deno.KvKey[] = [
  ["anything", "01ANNA"],
  ["anything", "01ANNA", 7, "x"],
  ["outbox", "1001", 1],
];

Deno.test("every key and value that names the member is found, and no other", async () => {
  const values: [Deno.KvKey, unknown][] = [
    [["list", 1], { members: [{ id: "01ANNA" }] }],
    [["list", 2], "from 01ANNA to another"],
    [["list", 3], { chatId: "1001" }],
    [["list", 4], "1001"],
  ];
  const others: [Deno.KvKey, unknown][] = [
    [["known", "01ANNA"], true],
    [["due", "outbox", 1001, "1002"], "1002"],
    [["turn", "01BORIS", 1], { text: "1001", at: 1001, left: 1001n, bytes: new Uint8Array(3) }],
    [["turn", "01BORIS", 1001], { text: "ok", nothing: null, missing: undefined }],
  ];
  const due: Deno.KvKey[] = [["due", "fact", 5, "01ANNA:7"]];
  const named = [...KEYS, ...due];
  const found = await tracesIn([
    ...named.map((key): [Deno.KvKey, unknown] => [key, true]),
    ...values,
    ...others,
  ]);
  assert.deepEqual(new Set(found.keys.map(String)), new Set(named.map(String)));
  assert.deepEqual(found.values, values.map(([key]) => key));
});

Deno.test("a large store is searched by its nouns, without reading what stands below others", async () => {
  const many = Array.from({ length: 30 }, (_, index): [Deno.KvKey, unknown] => [
    [`noun${index % 10}`, "01BORIS", index],
    { text: "of Boris" },
  ]);
  const found = await tracesIn([
    ...many,
    ...KEYS.map((key): [Deno.KvKey, unknown] => [key, true]),
    [["known", "01ANNA"], true],
    [["noun5", "01ANNA", 1], true],
    [["noun5", 5], true],
  ], 10);
  assert.deepEqual(
    new Set(found.keys.map(String)),
    new Set([...KEYS, ["noun5", "01ANNA", 1]].map(String)),
  );
});

Deno.test("an empty store names nobody", async () => {
  assert.deepEqual(await tracesIn([]), { keys: [], values: [] });
  assert.deepEqual(await tracesIn([], 0), { keys: [], values: [] });
});
