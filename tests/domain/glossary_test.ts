import assert from "node:assert/strict";
import { createGlossary, isTerm } from "../../domain/glossary.ts";

const { tokensOf, queryTokensOf } = createGlossary([
  ["стоп-лосс", "стоп", "stop-loss", "stop loss"],
  ["стоп-лимит", "stop limit"],
  ["рыночная заявка", "market order"],
  ["заявка", "order"],
  ["уровень", "level"],
  ["стоп", "halt"],
]);

Deno.test("words that mean the same are one token, in any form and language", () => {
  const [stop] = queryTokensOf("стоп-лосс");
  assert.ok(isTerm(stop!));
  for (const word of ["Стопы", "стоп-лоссом", "stop loss", "STOP-LOSSES"]) {
    assert.deepEqual(queryTokensOf(word), [stop], word);
  }
  assert.deepEqual(queryTokensOf("на уровнях"), queryTokensOf("levels"));
});

Deno.test("the longest equivalent in a question counts, and a text has the shorter ones too", () => {
  const [limit] = queryTokensOf("stop limit");
  const [stop] = queryTokensOf("стоп");
  assert.notEqual(limit, stop);
  assert.deepEqual(queryTokensOf("стоп-лимит"), [limit]);
  assert.deepEqual(tokensOf("стоп-лимит").filter(isTerm), [limit, stop]);
  const [market, order] = [...queryTokensOf("market order"), ...queryTokensOf("order")];
  assert.deepEqual(tokensOf("рыночная заявка").filter(isTerm), [market, order]);
});

Deno.test("a word in two groups belongs to the first", () => {
  assert.deepEqual(queryTokensOf("стоп"), queryTokensOf("stop loss"));
  assert.notDeepEqual(queryTokensOf("halt"), queryTokensOf("стоп"));
});

Deno.test("what only puts a question is left out of it, and no text can write a term", () => {
  assert.deepEqual(queryTokensOf("how do I get enough of the keep"), []);
  assert.deepEqual(tokensOf("=0 =1").filter(isTerm), []);
});
