import assert from "node:assert/strict";
import { problems, read, shipped } from "./kit.ts";

const FILE = "community/glossary.yaml";
const withGlossary = (text: string | null) => ({ [FILE]: text });

Deno.test("the shipped glossary is read; a pack without one, or with an empty one, has none", async () => {
  const { community } = await read();
  assert.ok(community.glossary.length > 50 && shipped.has(FILE));
  assert.deepEqual((await read({}, withGlossary(null))).community.glossary, []);
  assert.deepEqual((await read({}, withGlossary("[]"))).community.glossary, []);
  const small = await read({}, withGlossary("- [стоп, stop loss ]\n"));
  assert.deepEqual(small.community.glossary, [["стоп", "stop loss"]]);
});

const wrong: [what: string, text: string, line: string][] = [
  [
    "a group of one",
    "- [стоп]",
    `${FILE}: [0]: expected a group of at least two words that mean the same, such as [stop-loss, stop], came a list.`,
  ],
  [
    "no list",
    "stop: loss",
    `${FILE}: expected a list of groups such as [stop-loss, stop], came a group of fields.`,
  ],
  [
    "a number",
    "- [2, два]",
    `${FILE}: [0][0]: expected a word or a few words, in quotes where it is a number, came the number 2.`,
  ],
  [
    "a word twice",
    "- [стоп, stop]\n- [halt, Stop]",
    `${FILE}: [1][1]: expected each word once, came "stop", as in group [0]. Remove one, or make the two groups one.`,
  ],
];

for (const [what, text, line] of wrong) {
  Deno.test(`glossary: ${what}`, async () => {
    assert.deepEqual(await problems({}, withGlossary(text)), [line]);
  });
}
