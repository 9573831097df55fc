import assert from "node:assert/strict";
import { estimateTokens, newestWithin } from "../../domain/tokens.ts";

Deno.test("a token is about four letters of English and two of Russian", () => {
  assert.equal(estimateTokens("abcdefgh"), 2);
  assert.equal(estimateTokens("абвг"), 2);
  assert.equal(estimateTokens(""), 0);
});

Deno.test("the newest that fit are kept, in their order, and nothing older than a gap", () => {
  const words = ["oldest word", "old", "very very very long", "new", "last"];
  assert.deepEqual(newestWithin(words, 2, (word) => word), ["new", "last"]);
  assert.deepEqual(newestWithin(words, 100, (word) => word), words);
  assert.deepEqual(newestWithin(words, 0, (word) => word), []);
});
