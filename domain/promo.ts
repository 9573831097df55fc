/** Promo codes: what one is worth, and to whom. */
import { type Amount, amountOff, type Money, percentOff } from "./money.ts";
import type { PaymentWay } from "./offer.ts";

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
  /** `validUntil`, or null where it was taken back. */
  "over",
  /** `validFrom` */
  "early",
  "used_up",
  /** This member has used it; `held` where one of their invoices holds it and is not paid yet. */
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
  /** An invitation, for a member who was here before it. */
  "new",
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

/** The tally of a code that nobody has used. */
export const NO_USES: PromoTally = { schema: 1, reserved: 0, used: 0 };

/** What a code is to do. */
export type PromoPurpose =
  /** It takes something off what is to be bought. */
  | { for: "checkout"; offer: string; way: PaymentWay; price: Money }
  /** It gives days. */
  | { for: "redemption" }
  /** It is looked at: what it would bring. */
  | { for: "look" };

/** What is known when a code is to be used. */
export interface PromoCircumstances {
  purpose: PromoPurpose;
  /** Whether the member has paid for something. */
  hasPaid: boolean;
  /** What became of the member's last use of it, if it is not this very one. */
  lastUse: "reserved" | "used" | undefined;
  tally: PromoTally;
}

/** A reason, and what belongs to it in the sentence that a member reads. */
export type PromoRefused = { reason: PromoRefusal } & Record<string, unknown>;

/** Why a code is not taken; the first that holds, in the order in which a member would ask. */
export function refusalOf(
  promo: Promo,
  { purpose, hasPaid, lastUse, tally }: PromoCircumstances,
  now: number,
): PromoRefused | undefined {
  const { validFrom, validUntil, disabledAt } = promo;
  if (disabledAt !== null) return { reason: "over", validUntil: null };
  if (validUntil !== null && now >= validUntil) return { reason: "over", validUntil };
  if (validFrom !== null && now < validFrom) return { reason: "early", validFrom };
  const refused = refusalFor(promo, purpose);
  if (refused) return refused;
  if (promo.firstPurchaseOnly && hasPaid) return { reason: "first" };
  if (lastUse && isSingle(promo)) return { reason: "yours", held: lastUse === "reserved" };
  if (!hasUsesLeft(promo, tally)) return { reason: "used_up" };
}

function refusalFor(
  { benefit, offers }: Promo,
  purpose: PromoPurpose,
): PromoRefused | undefined {
  if (purpose.for === "look") return undefined;
  if (purpose.for === "redemption") {
    return isDiscount(benefit) ? { reason: "at_checkout" } : undefined;
  }
  if (!isDiscount(benefit)) return { reason: "not_at_checkout" };
  if (purpose.way === "stars_subscription") return { reason: "subscription" };
  if (offers !== null && !offers.includes(purpose.offer)) return { reason: "offer", offers };
  const { currency } = purpose.price;
  if (benefit.kind === "amount" && benefit.money.currency !== currency) {
    return { reason: "currency", currency: benefit.money.currency };
  }
}

/** Whether a code takes something off a price; the others give days. */
export function isDiscount(
  benefit: PromoBenefit,
): benefit is PromoBenefit & { kind: "percent" | "amount" } {
  return benefit.kind === "percent" || benefit.kind === "amount";
}

/** Whether a member may use a code but once: days are given once, and a first purchase is one. */
export function isSingle({ oncePerMember, firstPurchaseOnly, benefit }: Promo): boolean {
  return oncePerMember || firstPurchaseOnly || !isDiscount(benefit);
}

/** Whether a code may be used once more, counting what is reserved. */
export function hasUsesLeft({ maxUses }: Promo, { reserved, used }: PromoTally): boolean {
  return maxUses === null || reserved + used < maxUses;
}

/** A price with what a code takes off it; a code that gives days takes nothing. */
export function priceWith({ benefit }: Pick<Promo, "benefit">, price: Money): Money {
  if (benefit.kind === "percent") return percentOff(price, benefit.percent);
  if (benefit.kind === "amount") return amountOff(price, benefit.money.amount);
  return price;
}
