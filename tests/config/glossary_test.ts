import assert from "node:assert/strict";
import { readPlainGlossary } from "../../config/glossary.ts";
import { parseYaml } from "../../config/yaml.ts";
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

Deno.test("a plain glossary is read without YAML, and says the same", async () => {
  const text = await Deno.readTextFile(new URL("../../community/glossary.yaml", import.meta.url));
  const plain = readPlainGlossary(text);
  assert(plain && plain.length > 100);
  assert.deepEqual(plain, (parseYaml(text) as { value: unknown }).value);
});

Deno.test("what is not plain, or not right, is left to YAML", () => {
  for (
    const text of [
      '- ["стоп", stop]',
      "- [один]",
      "- [стоп, stop]\n- [Stop, halt]",
      "- [a, 5]",
      "- [да: нет, b]",
      "- [no, нет]",
      "groups: []",
    ]
  ) assert.equal(readPlainGlossary(text), undefined, text);
  assert.deepEqual(readPlainGlossary("# nothing yet\n"), []);
});
