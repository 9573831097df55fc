import assert from "node:assert/strict";
import { signedDuration, WORDS, type Words } from "../../../dev/box/page/words.ts";

Deno.test("every word of the box is there in both languages", () => {
  const keys = Object.keys(WORDS.en) as (keyof Words)[];
  assert.deepEqual(Object.keys(WORDS.ru), keys);
  const same = keys.filter((key) => WORDS.ru[key] === WORDS.en[key]);
  assert.deepEqual(same, ["desktop", "faultError"]);
  for (const key of keys) assert.match(WORDS.en[key], /^[^а-яё]+$/i);
});

Deno.test("a move of the clock is said in words that agree with the number", () => {
  const hour = 3_600_000;
  const said = [1, 2, 5, 24, 72, 36].map((hours) => [
    signedDuration(hours * hour, "ru"),
    signedDuration(hours * hour, "en"),
  ]);
  assert.deepEqual(said, [
    ["+1 час", "+1 hour"],
    ["+2 часа", "+2 hours"],
    ["+5 часов", "+5 hours"],
    ["+1 день", "+1 day"],
    ["+3 дня", "+3 days"],
    ["+1 день 12 часов", "+1 day 12 hours"],
  ]);
  assert.equal(signedDuration(45_000, "en"), "+45 seconds");
});
