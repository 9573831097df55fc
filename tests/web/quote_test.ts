import assert from "node:assert/strict";
import fc from "fast-check";
import { type Block, blocksOf, unwrapped } from "../../web/src/chat/format.ts";
import { withQuote } from "../../web/src/chat/quote.ts";

const textOf = (blocks: readonly Block[]) =>
  blocks.flatMap(({ lines }) => lines.flat()).map(({ text }) => text).join("");

/** The marked words of a passage, a piece a range. */
function marked(passage: string, quote: string): string {
  const spans = withQuote(passage, quote).blocks.flatMap(({ lines }) => lines.flat());
  return spans.map(({ text, quoted }) => quoted ? text : "|").join("")
    .replace(/\|+/g, "|").replace(/^\||\|$/g, "");
}

Deno.test("a quote is found in its place with the point that ends it", () => {
  assert.equal(
    marked("Считай от стопа. Риск не больше процента. Потом отдых.", "Риск не больше процента"),
    "Риск не больше процента.",
  );
});

Deno.test("marks of Markdown on either side, breaks and cases are not in the way", () => {
  const passage = "Считай. Риск на одну\nсделку **не больше** `1 %` счёта.";
  assert.equal(
    marked(passage, "риск на **одну** сделку не больше 1% счета"),
    "Риск на одну сделку не больше 1 % счёта.",
  );
  assert.equal(marked("- Не угадывай\n- Считай и *пиши*", "Считай и пиши"), "Считай и пиши");
  assert.equal(
    marked("| Депозит | Риск |\n|---|---|\n| 1 000 | 10 |", "1 000 | 10"),
    "1 00010",
  );
});

Deno.test("sentences of a quote that stand apart are each found", () => {
  assert.equal(
    marked(
      "Риск не больше процента. Это не догма. Стоп ставится до входа в сделку.",
      "Риск не больше процента. Стоп ставится до входа в сделку.",
    ),
    "Риск не больше процента.|Стоп ставится до входа в сделку.",
  );
});

Deno.test("a quote that is not there marks nothing, and says so", () => {
  assert.equal(withQuote("Считай от стопа.", "Риск не больше процента.").found, false);
  assert.equal(marked("Считай от стопа.", ""), "");
  assert.equal(marked("Считай от стопа.", "…"), "");
});

Deno.test("a passage says the same words, whatever is quoted of it", () => {
  const word = fc.constantFrom(
    "риск",
    "Стоп",
    "ё",
    "1 %",
    "**",
    "*",
    "`",
    "\n",
    "- ",
    "# ",
    " ",
    ".",
  );
  const words = fc.array(word, { maxLength: 30 }).map((some) => some.join(""));
  fc.assert(fc.property(words, words, (passage, quote) => {
    const { blocks, found } = withQuote(passage, quote);
    assert.equal(textOf(blocks), textOf(blocksOf(unwrapped(passage))));
    const spans = blocks.flatMap(({ lines }) => lines.flat());
    assert.equal(spans.some(({ quoted }) => quoted), found);
  }));
});

Deno.test("a whole line of a passage is found again", () => {
  const line = fc.stringMatching(/^[а-я]{3,9}( [а-я]{3,9}){3,6}$/);
  fc.assert(fc.property(line, line, line, (before, own, after) => {
    assert.ok(marked(`${before}.\n${own}.\n${after}.`, own).includes(own));
  }));
});
