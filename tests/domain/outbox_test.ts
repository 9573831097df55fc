import assert from "node:assert/strict";
import fc from "fast-check";
import { MOST_ATTEMPTS, retryDelay, splitText } from "../../domain/outbox.ts";

Deno.test("a long text is cut at paragraphs, lines, sentences or words", () => {
  assert.deepEqual(splitText("один\n\nдва", 100), ["один\n\nдва"]);
  assert.deepEqual(splitText("аааа аааа\n\nбббб", 12), ["аааа аааа", "бббб"]);
  assert.deepEqual(splitText("Раз два. Три четыре.", 12), ["Раз два.", "Три четыре."]);
  assert.deepEqual(splitText("ааааааааааааа", 5), ["ааааа", "ааааа", "ааа"]);
});

Deno.test("a text without words is cut between whole characters", () => {
  assert.deepEqual(splitText("👍👍👍", 3), ["👍", "👍", "👍"]);
});

Deno.test("nothing but white space is lost, and every part fits", () => {
  const plain = (text: string) => text.replace(/\s+/g, "");
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.integer({ min: 20, max: 80 }),
      (text, most) => {
        const parts = splitText(text, most);
        assert(parts.every((part) => part.length <= most && part !== ""));
        assert.equal(plain(parts.join(" ")), plain(text));
      },
    ),
  );
});

Deno.test("a message that fails waits longer each time, an hour at most", () => {
  assert.deepEqual([1, 2, 3, MOST_ATTEMPTS].map(retryDelay), [2_000, 6_000, 18_000, 3600_000]);
});
