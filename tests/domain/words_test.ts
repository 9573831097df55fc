import assert from "node:assert/strict";
import fc from "fast-check";
import { stemsOf, wordsOf } from "../../domain/words.ts";

Deno.test("forms of a word meet in one stem, in both languages", () => {
  assert.deepEqual(new Set(stemsOf("Стоп, стопа, стопы, СТОПОМ")), new Set(["стоп"]));
  assert.deepEqual(stemsOf("счёт счетом"), ["счет", "счет"]);
  assert.deepEqual(stemsOf("losses of a loss"), ["loss", "loss"]);
});

Deno.test("what stands in every sentence is left out, numbers stay", () => {
  assert.deepEqual(stemsOf("Что это такое: риск 2% на сделку?"), ["риск", "2", "сделк"]);
  assert.deepEqual(stemsOf("what is it"), []);
});

Deno.test("any text has words, and none of them holds a space or a mark", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const word of wordsOf(text)) assert.match(word, /^[\p{L}\p{N}]+$/u);
  }));
});
