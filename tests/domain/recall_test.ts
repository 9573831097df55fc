import assert from "node:assert/strict";
import { rankByWords } from "../../domain/recall.ts";

const said = [
  { text: "Мой депозит три тысячи долларов", at: 1 },
  { text: "Вчера закрыл терминал после двух минусов", at: 2 },
  { text: "I trade mostly ether on the spot market", at: 3 },
  { text: "Ещё раз: депозит теперь четыре тысячи", at: 4 },
];

Deno.test("what shares more and rarer words comes first, the newer of equals before the older", () => {
  const texts = (query: string) => rankByWords(said, query, 5).map(({ at }) => at);
  assert.deepEqual(texts("какой у меня депозит"), [4, 1]);
  assert.deepEqual(texts("что я говорил про терминал"), [2]);
  assert.deepEqual(texts("what did I say about ether"), [3]);
});

Deno.test("endings do not hide a match, ё is е", () => {
  assert.equal(rankByWords(said, "о депозите", 1)[0]?.at, 4);
  assert.equal(rankByWords([{ text: "Зовут Артём", at: 1 }], "Артем", 1).length, 1);
});

Deno.test("nothing shared, nothing found", () => {
  assert.deepEqual(rankByWords(said, "погода в Париже", 5), []);
  assert.deepEqual(rankByWords(said, "что ты помнишь", 5), []);
  assert.deepEqual(rankByWords(said, "", 5), []);
});
