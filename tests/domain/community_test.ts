import assert from "node:assert/strict";
import { type Language, languageOf } from "../../domain/community.ts";

const TABLE: [code: string | undefined, expected: Language][] = [
  ["ru", "ru"],
  ["ru-RU", "ru"],
  ["RU", "ru"],
  ["uk", "ru"],
  ["be", "ru"],
  ["kk", "ru"],
  ["en", "en"],
  ["pt-br", "en"],
  // Rundi and Bemba only begin like Russian and Belarusian.
  ["run", "en"],
  ["bem", "en"],
];

for (const [code, expected] of TABLE) {
  Deno.test(`a Telegram in ${code} is spoken with in ${expected}`, () => {
    assert.equal(languageOf(code, "ru"), expected);
    assert.equal(languageOf(code, "en"), expected);
  });
}

Deno.test("a person whose language is unknown gets the community's", () => {
  assert.equal(languageOf(undefined, "ru"), "ru");
  assert.equal(languageOf("", "en"), "en");
});
