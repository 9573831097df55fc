import assert from "node:assert/strict";
import { beginningOf } from "../../domain/beginning.ts";

Deno.test("a text is cut at a length, and never inside of a letter", () => {
  assert.equal(beginningOf("плечо", 3), "пле");
  assert.equal(beginningOf("плечо", 9), "плечо");
  assert.equal(beginningOf("да 👍 да", 4), "да ");
  assert.equal(beginningOf("да 👍 да", 5), "да 👍");
});
