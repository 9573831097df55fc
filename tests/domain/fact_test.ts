import assert from "node:assert/strict";
import fc from "fast-check";
import {
  applyChange,
  cleanFact,
  earlierThan,
  type Fact,
  holds,
  isSameStatement,
  isTakenBack,
  keepFact,
  MOST_FACTS,
  sentenceFor,
  verbatimIn,
} from "../../domain/fact.ts";
import { testFact } from "../kit/facts.ts";

const draft = (text: string, at: number, sequence: number | null = at) => ({
  id: `${text}@${at}`,
  section: "bio" as const,
  text,
  expiresAt: null,
  at,
  source: sequence === null ? null : { sequence, sentence: text, at },
});

Deno.test("the same statement again only adds its source", () => {
  const facts = [testFact("Торгую фьючерсами.")];
  const { fact, written, removed } = keepFact(facts, draft("торгует Фьючерсами", 9), 9)!;
  assert.deepEqual([fact.id, fact.text, fact.validFrom], [facts[0]!.id, "Торгую фьючерсами.", 1]);
  assert.deepEqual(fact.sources.map(({ sequence }) => sequence), [1, 9]);
  assert.deepEqual([written.length, removed.length], [1, 0]);
  assert.deepEqual(keepFact([fact], draft("торгую фьючерсами", 9), 9)!.written, []);
});

Deno.test("a no, another order or another number is another statement", () => {
  for (
    const [one, other] of [
      ["Люблю кофе", "Не люблю кофе"],
      ["Перешёл с фьючерсов на спот", "Перешёл со спота на фьючерсы"],
      ["Плечо два", "Плечо три"],
      ["I like tea", "I don't like tea"],
      ["Это он", "Это она"],
    ] as const
  ) assert(!isSameStatement(one, other), `${one} / ${other}`);
  assert(isSameStatement("Пью чай", "пью  Чай!"));
});

Deno.test("a correction takes the place of the old one, which stays with its dates", () => {
  const old = testFact("Плечо два");
  const { fact, written } = keepFact([old], draft("Плечо три", 5), 6, old)!;
  const facts = applyChange([old], { written, removed: [] });
  const ended = facts.find(({ id }) => id === old.id)!;
  assert.deepEqual([ended.validTo, ended.supersededBy, holds(ended, 6)], [5, fact.id, false]);
  assert.deepEqual([fact.validFrom, fact.validTo, holds(fact, 6)], [5, null, true]);
  const next = keepFact(facts, draft("Плечо четыре", 8), 8, fact)!;
  const chain = earlierThan(applyChange(facts, next), next.fact.id);
  assert.deepEqual(chain.map(({ text, validTo }) => [text, validTo]), [
    ["Плечо три", 8],
    ["Плечо два", 5],
  ]);
});

Deno.test("a correction to what holds already leads to that", () => {
  const [old, known] = [testFact("Плечо два"), testFact("Плечо три")];
  const { fact, written } = keepFact([old, known], draft("плечо три", 5), 5, old)!;
  assert.equal(fact.id, known.id);
  assert.equal(written.find(({ id }) => id === old.id)!.supersededBy, known.id);
});

Deno.test("what was corrected can be said again, and holds again", () => {
  const old = testFact("Живу в Москве", { validTo: 5, supersededBy: "x" });
  const { fact } = keepFact([old], draft("Живу в Москве", 9), 9)!;
  assert.notEqual(fact.id, old.id);
  assert(holds(fact, 9));
});

Deno.test("what is temporary holds until its moment", () => {
  const fact = testFact("В отпуске", { expiresAt: 10 });
  assert.deepEqual([holds(fact, 9), holds(fact, 10)], [true, false]);
});

Deno.test("a statement that was corrected or deleted is not drawn from its turn again", () => {
  const source = { sequence: 1, sentence: "Плечо два", at: 1 };
  for (const change of [{ validTo: 5, supersededBy: "x" }, { deletedAt: 4 }, { expiresAt: 3 }]) {
    const facts = [testFact("Плечо два", change)];
    assert(isTakenBack(facts, { text: "плечо у меня два", source }, 9));
    assert(!isTakenBack(facts, { text: "Плечо два", source: { ...source, sequence: 7 } }, 9));
    assert(!isTakenBack(facts, { text: "Торгую на споте ночью", source }, 9));
  }
});

Deno.test("facts stay bounded: what has not held for longest goes, what holds never", () => {
  const kept = Array.from({ length: MOST_FACTS - 2 }, (_, at) => testFact(`Факт номер ${at}`));
  const [older, newer] = [
    testFact("Было одно", { validTo: 3, supersededBy: "x" }),
    testFact("Было другое", { expiresAt: 4 }),
  ];
  const once = keepFact([newer, older, ...kept], draft("Новое", 9), 9)!;
  assert.deepEqual(once.removed, [older]);
  const full = [...kept, testFact("Ещё"), testFact("И ещё")];
  assert.equal(keepFact(full, draft("Новое", 9), 9), undefined);
  assert(keepFact(full, draft("Новое", 9), 9, full[0]!));
  assert(keepFact(full, draft("ещё", 9), 9));
});

Deno.test("whatever is kept and corrected, facts stay bounded and each has one that holds", () => {
  const step = fc.record({
    word: fc.nat(400),
    corrects: fc.option(fc.nat(400)),
    temporary: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 700, minLength: 300, size: "max" }), (steps) => {
      let facts: Fact[] = [];
      steps.forEach(({ word, corrects, temporary }, index) => {
        const now = index + 1;
        const holding = facts.filter((fact) => holds(fact, now));
        const old = corrects === null ? undefined : holding[corrects % holding.length];
        const made = { ...draft(`слово ${word}`, now), expiresAt: temporary ? now + 20 : null };
        const change = keepFact(facts, made, now, old);
        if (change) facts = applyChange(facts, change);
        assert(facts.length <= MOST_FACTS);
        assert(!change || holds(change.fact, now));
        const texts = facts.filter((fact) => holds(fact, now)).map(({ text }) => text);
        assert.equal(new Set(texts).size, texts.length);
      });
      for (const { validTo, supersededBy } of facts) {
        assert.equal(validTo === null, supersededBy === null);
      }
    }),
    { seed: 20261123, numRuns: 15 },
  );
});

Deno.test("a fact is one line of at most 500 characters", () => {
  assert.equal(cleanFact("  Торгую\n\tфьючерсами\u0000 "), "Торгую фьючерсами");
  assert.equal(cleanFact("я".repeat(500))!.length, 500);
  assert.equal(cleanFact("я".repeat(10_000)), undefined);
  assert.equal(cleanFact(" \n "), undefined);
});

Deno.test("a sentence stands in a text letter by letter, case and spaces aside", () => {
  const text = "Привет. Плечо  у меня\nдва (x2)! Ага.";
  assert.equal(verbatimIn(text, "плечо у меня два (X2)!"), "Плечо  у меня\nдва (x2)!");
  for (const other of ["плечо у меня три", "", " ", "привет плечо", "я".repeat(2000)]) {
    assert.equal(verbatimIn(text, other), undefined, other);
  }
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, sentence) => {
    const found = verbatimIn(text, sentence);
    assert(found === undefined || text.normalize("NFC").includes(found));
  }));
});

Deno.test("the sentence that a statement is drawn from shares most of its words", () => {
  const text = "Привет! Торгую ночью. Торгую фьючерсами ночью, люблю кофе\nА ты?";
  assert.equal(
    sentenceFor(text, "Торгует фьючерсами")!.sentence,
    "Торгую фьючерсами ночью, люблю кофе",
  );
  assert.equal(sentenceFor(text, "Живёт в Самаре"), undefined);
});
