import assert from "node:assert/strict";
import fc from "fast-check";
import { blocksOf, closed, spansOf, unwrapped } from "../../web/src/chat/format.ts";

Deno.test("paragraphs are parted by empty lines, lines within one stay lines", () => {
  assert.deepEqual(blocksOf("a\nb\n\n\nc"), [
    { kind: "paragraph", lines: [[{ mark: "plain", text: "a" }], [{ mark: "plain", text: "b" }]] },
    { kind: "paragraph", lines: [[{ mark: "plain", text: "c" }]] },
  ]);
});

Deno.test("lists keep their numbers, also over empty lines", () => {
  const blocks = blocksOf("3. c\n\n4. d\n- e\n* f");
  assert.deepEqual(
    blocks.map((block) =>
      block.kind === "list" && [block.ordered, block.start, block.lines.length]
    ),
    [[true, 3, 2], [false, 1, 2]],
  );
});

Deno.test("bold, emphasis, code and sources are marked, the rest is plain", () => {
  const marks = spansOf("**a** *b* `c` [2] 2 * 3 * 4");
  assert.deepEqual(marks.filter((span) => span.mark !== "plain"), [
    { mark: "bold", text: "a" },
    { mark: "italic", text: "b" },
    { mark: "code", text: "c" },
    { mark: "cite", text: "2" },
  ]);
});

Deno.test("a bold piece that is cut off shows no stars", () => {
  assert.equal(closed("a **b"), "a **b**");
  assert.equal(closed("a **"), "a ");
  assert.equal(closed("a **b*"), "a **b**");
  assert.equal(closed("a **b** c"), "a **b** c");
  assert.equal(closed("a\n- **b"), "a\n- **b**");
});

Deno.test("a link that is cut off shows its words, a whole one stays", () => {
  assert.equal(closed("a [b](https://c"), "a b");
  assert.equal(closed("a [b](https://c.org)"), "a [b](https://c.org)");
  assert.equal(closed("a [b"), "a [b");
});

Deno.test("links lead to the web only; addresses are links, pictures are their words", () => {
  const links = (text: string) =>
    spansOf(text).filter(({ mark }) => mark === "link").map(({ text, url }) => [text, url]);
  assert.deepEqual(links("см. [биржу](https://a.org/b_c)."), [["биржу", "https://a.org/b_c"]]);
  assert.deepEqual(links("https://a.org/b, и всё"), [["https://a.org/b", "https://a.org/b"]]);
  for (const text of ["[a](javascript:alert(1))", "[a](risk.md)", "![a](https://a.org/b.png)"]) {
    assert.deepEqual(links(text), [], text);
  }
  assert.equal(spansOf("[a](risk.md)")[0]?.text, "a");
});

Deno.test("a table is its cells row by row, short rows filled up; quotes and code are blocks", () => {
  const [table] = blocksOf("| a | b |\n| --- | :-: |\n| c |\n\nd");
  assert.deepEqual(
    table?.kind === "table" && [table.columns, table.lines.map((cell) => cell[0]?.text ?? "")],
    [2, ["a", "b", "c", ""]],
  );
  assert.deepEqual(
    blocksOf("> a\n> b\n\n```\n**c**\n```\n---\nd").map(({ kind, lines }) => [
      kind,
      lines.length,
    ]),
    [["quote", 2], ["code", 1], ["paragraph", 1]],
  );
  assert.deepEqual(blocksOf("| a | b |").map(({ kind }) => kind), ["paragraph"]);
});

Deno.test("no word is lost and none is added, whatever comes", () => {
  const word = fc.constantFrom(
    "a",
    "**",
    "*",
    "`",
    "- ",
    "1. ",
    "# ",
    "[1]",
    "\n",
    "\n\n",
    "<b>",
    " ",
  );
  fc.assert(fc.property(fc.array(word), (words) => {
    const text = words.join("");
    const letters = (one: string) => [...one].filter((letter) => /[a<>]/.test(letter)).join("");
    const shown = blocksOf(text).flatMap((block) => block.lines).flat().map((span) => span.text);
    assert.equal(letters(shown.join("")), letters(text));
    blocksOf(closed(text));
  }));
});

Deno.test("the lines of a file that were broken at its margin are one again", () => {
  assert.equal(
    unwrapped("Риск это\nсумма.\n\n- раз\n  и ещё\n- два\n1. три\n   дальше"),
    "Риск это сумма.\n\n- раз и ещё\n- два\n1. три дальше",
  );
  assert.equal(unwrapped("> слово\n> и слово"), "> слово и слово");
});

Deno.test("what is a line of its own stays one: headings, tables, code, a break that was meant", () => {
  for (
    const text of [
      "# Глава\nТекст",
      "| a | b |\n|---|---|\n| c | d |",
      "```\nодин\nдва\n```",
      "Раз  \nДва",
      "Текст\n# Глава",
      "Текст\n---\nТекст",
    ]
  ) {
    assert.equal(unwrapped(text), text);
  }
  assert.equal(unwrapped("Раз\\\nДва"), "Раз\nДва");
});
