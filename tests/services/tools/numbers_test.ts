import assert from "node:assert/strict";
import fc from "fast-check";
import { forCard, forSpeech } from "../../../services/tools/numbers.ts";

const SPOKEN: [decimal: string, spoken: string][] = [
  ["97123.45000000", "97123.45"],
  ["3321.10000000", "3321.1"],
  ["187.00000000", "187"],
  ["100", "100"],
  ["1.005", "1"],
  ["0.05230000", "0.0523"],
  ["0.00002417", "0.00002417"],
  ["0.0000000123456", "0.00000001235"],
  ["-1.420", "-1.42"],
  ["-0.0", "0"],
  ["0.00000000", "0"],
  ["-0.000", "0"],
];

for (const [decimal, spoken] of SPOKEN) {
  Deno.test(`${decimal} is spoken as ${spoken}`, () => assert.equal(forSpeech(decimal), spoken));
}

Deno.test("whatever the number, it is plain, short, and near to what it was", () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(number, (value) => {
      const spoken = forSpeech(value.toFixed(8));
      assert.match(spoken, /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/);
      assert(Math.abs(Number(spoken) - value) <= Math.max(0.0051, Math.abs(value) * 0.001));
    }),
    { seed: 20261123 },
  );
});

Deno.test("cards show numbers as people of the language write them", () => {
  assert.equal(forCard("97123.45", "ru"), "97\u00a0123,45");
  assert.equal(forCard("97123.45", "en"), "97,123.45");
  assert.equal(forCard("0.00002417", "en"), "0.00002417");
  assert.equal(forCard("-1.42", "ru", { signed: true }), "−1,42");
  assert.equal(forCard(5, "ru", { signed: true }), "+5");
  assert.equal(forCard(0, "ru", { signed: true }), "0");
});
