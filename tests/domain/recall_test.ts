import assert from "node:assert/strict";
import { type IndexedTurn, TurnIndex } from "../../domain/recall.ts";

/** A turn that was said a minute after the one before it. */
function turn(sequence: number, role: IndexedTurn["role"], text: string): IndexedTurn {
  return { sequence, role, text, at: sequence * 60_000 };
}

const said: IndexedTurn[] = [
  turn(1, "member", "Мой депозит три тысячи долларов"),
  turn(2, "assistant", "Хорошо."),
  turn(3, "member", "Вчера закрыл терминал после двух минусов"),
  turn(5, "member", "I trade mostly ether on the spot market"),
  turn(7, "member", "Ещё раз: депозит теперь четыре тысячи долларов"),
  turn(8, "assistant", "Какую кличку ты дала щенку?"),
  turn(9, "member", "Граф"),
];

function indexOf(turns: readonly IndexedTurn[]): TurnIndex {
  const index = new TurnIndex();
  for (const turn of turns) index.add(turn);
  return index;
}

/** The sequences found for a question, the best first. */
function ask(query: string, turns = said, before?: number): number[] {
  const index = indexOf(turns);
  return index.search(index.prepare(query), { limit: 5, before }).map(({ sequence }) => sequence);
}

Deno.test("what shares more and rarer words comes first", () => {
  assert.deepEqual(ask("какой у меня депозит").slice(0, 2).sort(), [1, 7]);
  assert.equal(ask("депозит четыре тысячи")[0], 7);
  assert.equal(ask("что я говорил про терминал")[0], 3);
  assert.equal(ask("what did I say about ether")[0], 5);
});

Deno.test("of equals the newer comes first", () => {
  const twice = [said[0]!, { ...said[0]!, sequence: 4 }];
  assert.deepEqual(ask("депозит", twice), [4, 1]);
});

Deno.test("endings do not hide a match, nor ё, a misspelt letter, or another word for the same", () => {
  assert.deepEqual(ask("о депозите").slice(0, 2).sort(), [1, 7]);
  assert.equal(ask("Артем", [turn(1, "member", "Зовут Артём")])[0], 1);
  assert.equal(ask("тирминал")[0], 3);
  assert.equal(ask("termnial", [turn(1, "member", "my terminal")])[0], 1);
  assert.equal(ask("мой счёт", said.slice(0, 3))[0], 1);
});

Deno.test("an answer is found by its question, and a question is no answer", () => {
  assert(ask("как зовут собаку").slice(0, 2).includes(9));
  const asked: IndexedTurn[] = [
    turn(1, "member", "Плечо у меня три"),
    turn(3, "member", "Какое у меня плечо?"),
  ];
  assert.equal(ask("какое плечо", asked)[0], 1);
});

Deno.test("nothing shared, nothing found; nothing from the moment it was asked", () => {
  assert.deepEqual(ask("погода в Париже"), []);
  assert.deepEqual(ask("что ты помнишь"), []);
  assert.deepEqual(ask(""), []);
  assert(ask("депозит", said, 7).every((sequence) => sequence < 7));
});

Deno.test("a short text is scored as turns are", () => {
  const index = indexOf(said);
  const query = index.prepare("какой депозит");
  assert(
    index.score(query, "Депозит четыре тысячи") > index.score(query, "Депозит, чай, море и погода"),
  );
  assert.equal(index.score(query, "Любит чай"), 0);
});
