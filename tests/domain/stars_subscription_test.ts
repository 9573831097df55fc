import assert from "node:assert/strict";
import fc from "fast-check";
import {
  afterPayment,
  isRenewing,
  isRunning,
  RENEWAL_TIME,
  type StarsSubscription,
  type SubscriptionPayment,
} from "../../domain/stars_subscription.ts";

const SUBSCRIPTION: StarsSubscription = {
  schema: 1,
  memberId: "m",
  telegramId: "1001",
  invoiceId: "i",
  firstChargeId: "stx-1",
  chargeId: "stx-1",
  offer: "plan:pro",
  name: { ru: "Pro", en: "Pro" },
  stars: 1500,
  expiresAt: 1_000_000_000,
  cancelled: false,
};

Deno.test("one that renews itself is waited for; one that is cancelled ends when it is over", () => {
  const { expiresAt } = SUBSCRIPTION;
  const cancelled = { ...SUBSCRIPTION, cancelled: true };
  assert.deepEqual(
    [-1, 0, RENEWAL_TIME - 1, RENEWAL_TIME].map((after) => [
      isRunning(SUBSCRIPTION, expiresAt + after),
      isRenewing(SUBSCRIPTION, expiresAt + after),
      isRunning(cancelled, expiresAt + after),
      isRenewing(cancelled, expiresAt + after),
    ]),
    [
      [true, true, true, false],
      [true, true, false, false],
      [true, true, false, false],
      [false, false, false, false],
    ],
  );
});

Deno.test("payments in any order, and any of them twice, come to the same", () => {
  const payment = fc.integer({ min: 1, max: 9 }).map((number): SubscriptionPayment => ({
    chargeId: `stx-${number}`,
    stars: 1500,
    expiresAt: SUBSCRIPTION.expiresAt + number,
  }));
  const all = (payments: SubscriptionPayment[]) => payments.reduce(afterPayment, SUBSCRIPTION);
  fc.assert(fc.property(fc.array(payment), (payments) => {
    const sorted = payments.toSorted((one, other) => one.expiresAt - other.expiresAt);
    assert.deepEqual(all(payments), all([...sorted, ...sorted]));
  }));
});

Deno.test("a payment after a stop shows that it goes on; one from before says nothing", () => {
  const cancelled = { ...SUBSCRIPTION, cancelled: true };
  const pays = (expiresAt: number) => ({ chargeId: "stx-2", stars: 1500, expiresAt });
  assert.equal(afterPayment(cancelled, pays(SUBSCRIPTION.expiresAt + 1)).cancelled, false);
  assert.equal(afterPayment(cancelled, pays(SUBSCRIPTION.expiresAt)), cancelled);
});
