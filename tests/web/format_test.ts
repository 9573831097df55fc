import assert from "node:assert/strict";
import fc from "fast-check";
import { blocksOf, closed, spansOf } from "../../web/src/chat/format.ts";

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
