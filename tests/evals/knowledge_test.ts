import assert from "node:assert/strict";
import { wordsOf } from "../../domain/words.ts";
import { evalKnowledge } from "../../evals/knowledge.ts";
import { isGood, readLines } from "../../evals/suite.ts";
import { readDocument } from "../../services/documents/mod.ts";

const GUIDES = new URL("../../community/knowledge/", import.meta.url);
/** What the search reaches by words alone: it is not to fall behind. */
const REACHED = [0.92, 0.92, 0.9];

Deno.test("the search finds the shipped guides as well as it did", async () => {
  const rows = await evalKnowledge();
  assert.equal(rows.length, REACHED.length);
  rows.forEach((row, index) => {
    assert.ok(isGood({ ...row, least: REACHED[index]! }), `${row.name}: ${row.misses.join("\n")}`);
    assert.equal(row.misses.length, row.of - row.right);
  });
});

Deno.test("every question names guides that are there", async () => {
  const names = new Set([...Deno.readDirSync(GUIDES)].map(({ name }) => name));
  for (const file of ["questions.jsonl", "tuning.jsonl"]) {
    for (
      const { file: guide, also = [] } of await readLines<{ file: string; also?: string[] }>(file)
    ) {
      for (const name of [guide, ...also]) assert.ok(names.has(name), `${file}: ${name}`);
    }
  }
});

Deno.test("no question that measures stands in what the search is given or tuned by", async () => {
  const plain = (question: string) => wordsOf(question).join(" ");
  const told = new Set<string>();
  for (const { name } of Deno.readDirSync(GUIDES)) {
    const bytes = await Deno.readFile(new URL(name, GUIDES));
    const { questions } = await readDocument({ file: name, bytes });
    assert.ok(questions.length >= 20, `${name} has questions by which it is found`);
    questions.forEach((question) => told.add(plain(question)));
  }
  for (const file of ["tuning.jsonl", "tuning_unanswerable.jsonl"]) {
    const lines = await readLines<{ question: string }>(file);
    lines.forEach(({ question }) => told.add(plain(question)));
  }
  for (const file of ["questions.jsonl", "unanswerable.jsonl"]) {
    for (const { question } of await readLines<{ question: string }>(file)) {
      assert.ok(!told.has(plain(question)), `${file}: ${question}`);
    }
  }
});
