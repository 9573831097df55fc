import assert from "node:assert/strict";
import { headOf, keys } from "../../db/keys.ts";

Deno.test("no two kinds of record share a key, whatever the ids are", () => {
  const made = Object.values(keys).map((make) =>
    (make as (...ids: unknown[]) => Deno.KvKey | { prefix: Deno.KvKey })("a", "a", "a")
  ).map((key) => JSON.stringify("prefix" in key ? key.prefix : key));
  assert.equal(new Set(made).size, made.length);
});

Deno.test("the turns of a member and their running answers have one head, and others none", () => {
  const head = headOf(keys.turn("anna", 1));
  assert.deepEqual(headOf(keys.turns("anna")), head);
  assert.deepEqual(headOf(keys.generationRunning("anna", "g1")), head);
  assert.deepEqual(headOf(keys.generationsRunning("anna")), head);
  assert.notDeepEqual(headOf(keys.turn("boris", 1)), head);
  for (
    const key of [keys.member("anna"), keys.conversation("anna"), keys.generation("g1"), head!]
  ) {
    assert.equal(headOf(key), undefined);
  }
});
