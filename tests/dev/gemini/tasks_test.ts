import assert from "node:assert/strict";
import { createGemini } from "../../../clients/gemini.ts";
import { startGemini } from "../../../dev/gemini/server.ts";
import { findFacts } from "../../../dev/gemini/tasks/facts.ts";
import { sumUp } from "../../../dev/gemini/tasks/summary.ts";
import { checkSummary } from "../../../domain/digest.ts";

const ask = (task: typeof findFacts, data: unknown) =>
  task({ instructions: "", texts: [JSON.stringify(data)], schema: {} });

/** The operations for one turn of a Wednesday, with what is known. */
// deno-lint-ignore no-explicit-any -- the answers are looked at freely
function operations(text: string, facts: unknown[] = []): any[] {
  const turns = [{ sequence: 7, day: "2026-11-25, Wednesday", text }];
  // deno-lint-ignore no-explicit-any
  return (ask(findFacts, { facts, turns }) as any).operations;
}

Deno.test("it finds what a member tells, sentence by sentence, and nothing in questions", () => {
  assert.deepEqual(operations("Привет! Торгую фьючерсами. Я торгую верно?"), [
    {
      add: {
        text: "Торгую фьючерсами",
        sequence: 7,
        sentence: "Торгую фьючерсами.",
        section: "topics",
      },
    },
  ]);
  assert.deepEqual(operations("Что такое плечо? Спасибо."), []);
  assert.equal(operations("У меня аллергия на орехи")[0].add.section, "health");
});

Deno.test("it corrects what is known, and leaves what is known already", () => {
  const known = [
    { id: "a", section: "topics", text: "Плечо у меня два" },
    { id: "b", section: "bio", text: "Живу в Москве" },
  ];
  const corrected = (text: string) => operations(text, known)[0]?.supersede?.factId;
  assert.equal(corrected("Плечо теперь три"), "a");
  assert.equal(corrected("Я переехал в Самару"), "b");
  assert.equal(corrected("I moved to Paris."), "b");
  assert.deepEqual(operations("Живу в Москве.", known), []);
});

Deno.test("what is temporary gets its last day", () => {
  const until = (text: string) => operations(text)[0]?.add?.temporary_until;
  assert.equal(until("До конца месяца торгую на демо."), "2026-11-30");
  assert.equal(until("I trade on a demo until the end of the week."), "2026-11-29");
  assert.equal(until("Торгую на демо до 2026-12-15."), "2026-12-15");
  assert.equal(until("Торгую на демо."), undefined);
});

Deno.test("whatever was said, its summary is one", () => {
  const texts = ["", "Да. Нет! Может?", "…", "Ok", "слово ".repeat(900), "a.b.c 24.99"];
  for (const one of texts) {
    for (const other of texts) {
      const turns = [{ by: "member", text: `Вот ${one}` }, {
        by: "assistant",
        text: `Да ${other}`,
      }];
      const { text } = ask(sumUp, { turns }) as { text: string };
      assert("text" in checkSummary(text), text);
    }
  }
});

Deno.test("Gemini's client asks for them as for any JSON", async () => {
  const standIn = await startGemini({});
  try {
    const gemini = createGemini({ apiKey: "any", baseUrl: standIn.url });
    const data = { turns: [{ by: "member", text: "Hi there" }] };
    const answer = await gemini.generate({
      model: "gemini-3.8-flash",
      instructions: "Sum it up.",
      contents: [{ role: "user", parts: [{ text: JSON.stringify(data) }] }],
      schema: { title: "summary", type: "object", properties: { text: { type: "string" } } },
      signal: new AbortController().signal,
    }) as { text: string };
    assert.match(answer.text, /^The member began with «Hi there»\./);
  } finally {
    await standIn.close();
  }
});
