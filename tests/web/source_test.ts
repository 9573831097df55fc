import assert from "node:assert/strict";
import type { Citation } from "../../web/src/chat/items.ts";
import { spansOf } from "../../web/src/chat/format.ts";
import { nameOf, sourceOf } from "../../web/src/chat/source.ts";

const citation = (number: number): Citation => ({
  number,
  chunkId: `c${number}`,
  title: "Регламент",
  headings: ["Регламент", "Размер позиции"],
  quote: "Риск не больше процента.",
});

/** What is shown for each number in brackets, in the order of the text. */
function shown(text: string, numbers: number[], arriving = false) {
  const citations = numbers.map(citation);
  return spansOf(text).filter(({ mark }) => mark === "cite").map((span) => {
    const source = sourceOf(span, citations, arriving);
    return typeof source === "string" ? source : source.number;
  });
}

Deno.test("a mark is its source, and one whose source never came is not shown", () => {
  assert.deepEqual(shown("больше 1 %[1], а стоп[2].", [1]), [1, "hidden"]);
  assert.deepEqual(shown("**риск[3]** и *стоп.*[4]", [1]), ["hidden", "hidden"]);
  assert.deepEqual(shown("риск[1][2] [3]", [1]), [1, "hidden", "hidden"]);
  assert.deepEqual(shown("Обычное дело. [2] Дальше.", [1]), ["hidden"]);
});

Deno.test("a number in brackets that belongs to other words stays as it was written", () => {
  assert.deepEqual(shown("цена [5]–[7], пункт [3]", [1]), ["written", "written", "written"]);
  assert.deepEqual(shown("([2]) и страница[12], [0]", [1]), ["written", "written", "written"]);
  assert.deepEqual(shown("стоп[2].", []), ["written"]);
});

Deno.test("while an answer is on its way its marks wait quietly for their sources", () => {
  assert.deepEqual(shown("риск[1]. [5] Стр. [12]", [], true), ["waiting", "waiting", "written"]);
  assert.deepEqual(shown("риск[1], стоп [2]", [1], true), [1, "waiting"]);
});

Deno.test("a source is named by its document and nearest heading, each once", () => {
  assert.equal(nameOf(citation(1)), "Регламент · Размер позиции");
  assert.equal(nameOf({ title: "Регламент", headings: ["Регламент"] }), "Регламент");
  assert.equal(nameOf({ title: "Регламент", headings: [] }), "Регламент");
});
