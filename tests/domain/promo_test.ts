import assert from "node:assert/strict";
import fc from "fast-check";
import { compareAmounts, type Money, ZERO } from "../../domain/money.ts";
import {
  hasUsesLeft,
  isDiscount,
  priceWith,
  type Promo,
  PROMO_REFUSALS,
  type PromoCircumstances,
  type PromoRefusal,
  refusalOf,
} from "../../domain/promo.ts";
import { PRICE, testPromo } from "../kit/promos.ts";

const NOW = 1000;
const EUR = { amount: "5", currency: "EUR" } as Money;

function circumstances(change: Partial<PromoCircumstances> = {}): PromoCircumstances {
  return {
    purpose: { for: "checkout", offer: "plan:pro", way: "crypto", price: PRICE },
    hasPaid: false,
    lastUse: undefined,
    tally: { schema: 1, reserved: 0, used: 0 },
    ...change,
  };
}

/** What alone makes a code refused, in the order in which it is told. */
const REASONS: [PromoRefusal, Partial<Promo>, Partial<PromoCircumstances>][] = [
  ["over", { validUntil: NOW }, {}],
  ["early", { validFrom: NOW + 1 }, {}],
  ["offer", { offers: ["pack:hour"] }, {}],
  ["currency", { benefit: { kind: "amount", money: EUR } }, {}],
  ["first", { firstPurchaseOnly: true }, { hasPaid: true }],
  ["yours", {}, { lastUse: "used" }],
  ["used_up", { maxUses: 3 }, { tally: { schema: 1, reserved: 1, used: 2 } }],
];

Deno.test("a code that fits is taken", () => {
  assert.equal(refusalOf(testPromo(), circumstances(), NOW), undefined);
  const days = testPromo({ benefit: { kind: "days", days: 7, planId: "pro" } });
  assert.equal(refusalOf(days, circumstances({ purpose: { for: "redemption" } }), NOW), undefined);
  assert.equal(refusalOf(days, circumstances({ purpose: { for: "look" } }), NOW), undefined);
});

Deno.test("each reason is told where it alone holds", () => {
  for (const [reason, promo, known] of REASONS) {
    assert.equal(refusalOf(testPromo(promo), circumstances(known), NOW)?.reason, reason);
  }
});

Deno.test("of several reasons the first is told, always in the same order", () => {
  fc.assert(fc.property(fc.subarray(REASONS, { minLength: 1 }), (some) => {
    const promo = Object.assign(testPromo(), ...some.map(([, promo]) => promo));
    const known = circumstances(Object.assign({}, ...some.map(([, , known]) => known)));
    assert.equal(refusalOf(promo, known, NOW)?.reason, some[0]![0]);
  }));
});

Deno.test("days are no discount, a discount gives no days, and a subscription has one price", () => {
  const days = testPromo({ benefit: { kind: "plan", days: 7, planId: "pro" } });
  assert.equal(refusalOf(days, circumstances(), NOW)?.reason, "not_at_checkout");
  const redeem = circumstances({ purpose: { for: "redemption" } });
  assert.equal(refusalOf(testPromo(), redeem, NOW)?.reason, "at_checkout");
  const purpose = { for: "checkout", offer: "plan:pro", way: "stars_subscription", price: PRICE };
  const known = circumstances({ purpose } as Partial<PromoCircumstances>);
  assert.equal(refusalOf(testPromo(), known, NOW)?.reason, "subscription");
});

Deno.test("it is good from its first moment to before its last", () => {
  const promo = testPromo({ validFrom: 10, validUntil: 20 });
  const at = (now: number) => refusalOf(promo, circumstances(), now)?.reason;
  assert.deepEqual([9, 10, 19, 20].map(at), ["early", undefined, undefined, "over"]);
});

Deno.test("a use is left exactly while there are fewer than there may be", () => {
  const amounts = fc.nat(5);
  fc.assert(fc.property(amounts, amounts, amounts, (maxUses, reserved, used) => {
    const tally = { schema: 1, reserved, used } as const;
    assert.equal(hasUsesLeft(testPromo({ maxUses }), tally), reserved + used < maxUses);
    assert(hasUsesLeft(testPromo({ maxUses: null }), tally));
  }));
});

Deno.test("a price with a code is never below nothing and never above the price", () => {
  const cents = fc.integer({ min: 1, max: 10_000_000 });
  const money = cents.map((cents) => ({
    amount: String(cents / 100),
    currency: "USD",
  } as Money));
  const benefit = fc.oneof(
    fc.integer({ min: 1, max: 10_000 }).map((hundredths) => ({
      kind: "percent" as const,
      percent: hundredths / 100,
    })),
    money.map((money) => ({ kind: "amount" as const, money })),
  );
  fc.assert(fc.property(benefit, money, (benefit, price) => {
    const { amount, currency } = priceWith({ benefit }, price);
    assert.equal(currency, "USD");
    assert(compareAmounts(amount, ZERO) >= 0 && compareAmounts(amount, price.amount) <= 0);
    assert(isDiscount(benefit));
  }));
  assert.equal(priceWith({ benefit: { kind: "percent", percent: 100 } }, PRICE).amount, "0");
});

Deno.test("every reason has its sentence in both languages", async () => {
  for (const language of ["ru", "en"]) {
    const texts = await Deno.readTextFile(
      new URL(`../../locales/${language}.ftl`, import.meta.url),
    );
    for (const reason of PROMO_REFUSALS) {
      assert.match(texts, new RegExp(`^promo-${reason} =`, "m"), `${language}: ${reason}`);
    }
  }
});
