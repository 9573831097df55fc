import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { promoTerms, type PromoWords } from "../../domain/new_promo.ts";
import { readPromoLine } from "../../domain/promo_line.ts";
import { testConfig } from "../kit/app.ts";

const { community } = await testConfig();

Deno.test("what is asked for in words becomes what a code says", () => {
  const words = {
    plan: "pro",
    days: "30",
    campaign: "Осень 2026",
    from: "2026-12-01",
    until: "2026-12-31",
    max: "100",
    once: true,
    first: true,
  };
  const terms = promoTerms(words, community);
  assert.deepEqual(terms, {
    benefit: { kind: "plan", days: 30, planId: "pro" },
    campaign: "Осень 2026",
    // Midnight in Moscow; the last day counts to its end.
    validFrom: Date.parse("2026-11-30T21:00:00Z"),
    validUntil: Date.parse("2026-12-31T21:00:00Z"),
    maxUses: 100,
    oncePerMember: true,
    offers: null,
    firstPurchaseOnly: true,
  });
});

Deno.test("a discount may be for some offers alone", () => {
  const { offers, benefit } = promoTerms({ percent: "12.5%", offers: "plan:pro" }, community);
  assert.deepEqual([offers, benefit], [["plan:pro"], { kind: "percent", percent: 12.5 }]);
});

const LINES: [line: string, words: PromoWords][] = [
  ["SPRING 20%", { percent: "20%" }],
  ["SPRING 5 usd once", { amount: "5", currency: "usd", once: true }],
  ["SPRING 7 days x100", { days: "7", max: "100" }],
  ["SPRING pro 30 дней х5 first", { plan: "pro", days: "30", max: "5", first: true }],
  [
    "SPRING 20% from 2026-12-01 until 2026-12-31 for plan:pro #Осень",
    {
      percent: "20%",
      from: "2026-12-01",
      until: "2026-12-31",
      offers: "plan:pro",
      campaign: "Осень",
    },
  ],
];

for (const [line, words] of LINES) {
  Deno.test(`a code in one line: ${line}`, () => {
    assert.deepEqual(readPromoLine(line), { code: "SPRING", words });
  });
}

Deno.test("a line with a word that says nothing is told so", () => {
  for (const line of ["SPRING 20% maybe", "SPRING 20% 30", "SPRING pro"]) {
    assert.throws(() => readPromoLine(line), (error: AppError) => {
      assert.equal(error.code, "bad_request");
      return /^expected such as SPRING 20%/.test(String(error.details.reason));
    });
  }
});

Deno.test("from after until is refused", () => {
  const words = { percent: "5", from: "2027-01-02", until: "2027-01-01" };
  assert.throws(() => promoTerms(words, community), /expected from not after until/);
});
