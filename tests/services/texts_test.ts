import assert from "node:assert/strict";
import { createTexts } from "../../services/texts.ts";

const texts = createTexts({
  ru:
    "hello = Привет, { $name }.\nleft = { $left ->\n    [one] { $left } день\n   *[other] дни\n  }\n",
  en: "hello = Hi, { $name }.\nonly-english = Here\n",
});

Deno.test("a text is written in the language asked for, without isolation marks", async () => {
  assert.equal(await texts.format("ru", "hello", { name: "Артём" }), "Привет, Артём.");
  assert.equal(await texts.format("en", "hello", { name: "Артём" }), "Hi, Артём.");
});

Deno.test("what fills a place is never read as Fluent", async () => {
  assert.equal(await texts.format("en", "hello", { name: "{ $name }" }), "Hi, { $name }.");
});

Deno.test("an id that is missing in one language is a mistake there", async () => {
  assert.equal(await texts.format("en", "only-english"), "Here");
  await assert.rejects(texts.format("ru", "only-english"), {
    name: "TypeError",
    message: 'There is no text "only-english" in ru.',
  });
});

Deno.test("a place that nothing fills is a mistake, also in a choice", async () => {
  await assert.rejects(texts.format("en", "hello"), {
    name: "TypeError",
    message: 'The text "hello" in en: Unknown variable: $name.',
  });
  await assert.rejects(texts.format("ru", "left"), TypeError);
});

Deno.test("an id that is written twice in one language is a mistake", async () => {
  const twice = createTexts({ ru: "a = 1\na = 2\n", en: "" });
  await assert.rejects(twice.format("ru", "a"), TypeError);
});
