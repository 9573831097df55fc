import { addPromo } from "../../db/promos.ts";
import type { Database } from "../../db/tx.ts";
import type { Money } from "../../domain/money.ts";
import type { RandomBytes } from "../../domain/promo_code.ts";
import type { Promo } from "../../domain/promo.ts";
import type { PromoPurchase } from "../../services/promos.ts";

/** 24.99 USD, the price of the purchases in tests. */
export const PRICE = { amount: "24.99", currency: "USD" } as Money;

/** A purchase of Pro by a member, paid in crypto, with changes. */
export function testPurchase(
  memberId = "anna",
  change: Partial<PromoPurchase> = {},
): PromoPurchase {
  return { memberId, offer: "plan:pro", way: "crypto", price: PRICE, ...change };
}

/** A code of 20 % off for everybody, once a member, with changes. */
export function testPromo(change: Partial<Promo> = {}): Promo {
  return {
    schema: 1,
    code: "SPRING20",
    benefit: { kind: "percent", percent: 20 },
    campaign: null,
    validFrom: null,
    validUntil: null,
    maxUses: null,
    oncePerMember: true,
    offers: null,
    firstPurchaseOnly: false,
    createdAt: 0,
    createdBy: "terminal",
    disabledAt: null,
    ...change,
  };
}

/** Adds such a code to a store. */
export async function addTestPromo(db: Database, change: Partial<Promo> = {}): Promise<Promo> {
  const promo = testPromo(change);
  await db.tx((tx) => addPromo(tx, promo));
  return promo;
}

/** Real chance, as the service has it. */
export const realBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
