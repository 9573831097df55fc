/** Promo codes: what one is worth, and to whom. */
import type { Amount, Money } from "./money.ts";

/** What a code brings. */
export type PromoBenefit =
  /** Off a price, 0.01 to 100 per cent. */
  | { kind: "percent"; percent: number }
  /** Off a price in this currency. */
  | { kind: "amount"; money: Money }
  /** Days of the plan that the member has, or of `planId` where they have none that is sold. */
  | { kind: "days"; days: number; planId: string }
  /** Days of this plan. */
  | { kind: "plan"; days: number; planId: string };

export interface Promo {
  schema: 1;
  /** As `canonicalCode` writes it. */
  code: string;
  benefit: PromoBenefit;
  campaign: string | null;
  validFrom: number | null;
  /** The first moment at which it is over. */
  validUntil: number | null;
  /** Null: as many as come. */
  maxUses: number | null;
  /** Whether one member may use it only once. */
  oncePerMember: boolean;
  /** Names of offers that it is for, such as `plan:pro`; null: for all. */
  offers: string[] | null;
  firstPurchaseOnly: boolean;
  createdAt: number;
  /** Who made it: `terminal`, or the operator's Telegram id. */
  createdBy: string;
  /** When the operator took it back. */
  disabledAt: number | null;
}

/** Why a code is not taken; each has its sentence, `promo-<reason>` in `locales/`. */
export const PROMO_REFUSALS = [
  "unknown",
  /** `validUntil` */
  "over",
  /** `validFrom` */
  "early",
  "used_up",
  /** This member has used it. */
  "yours",
  /** It is for other offers: `offers` names them. */
  "offer",
  "first",
  /** It takes something off a price, and is entered where one buys. */
  "at_checkout",
  /** It gives days, and takes nothing off a price. */
  "not_at_checkout",
  /** Its money is of another currency: `currency`. */
  "currency",
  /** A subscription has one price for every renewal. */
  "subscription",
  /** Too many tries: `retryAfterSeconds`. */
  "tries",
  /** A gift that its buyer, or an invitation that its sender, would redeem. */
  "own",
] as const;
export type PromoRefusal = typeof PROMO_REFUSALS[number];

/** One use of a code. */
export interface PromoUse {
  schema: 1;
  code: string;
  /** The invoice, or `redemption:` and the member for a code that gives days. */
  useId: string;
  memberId: string;
  state: "reserved" | "used" | "released";
  /** What it brought in, once it is used; null where it only gave. */
  revenue: Money | null;
  /** What it took off. */
  off: Amount | null;
  at: number;
}

/** How many uses of a code there are. */
export interface PromoTally {
  schema: 1;
  reserved: number;
  used: number;
}
