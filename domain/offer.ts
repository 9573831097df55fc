/** What can be bought. */
import type { Community, Pack, Plan, Sales } from "./community.ts";
import { termsOf } from "./grant.ts";
import type { InvoiceOffer } from "./invoice.ts";

/** What kinds of things are sold. */
export const OFFER_KINDS = ["plan", "pack"] as const;

/** Something that is sold, as the community sells it now. */
export type Offer = { kind: "plan"; plan: Plan } | { kind: "pack"; pack: Pack };

/** How it can be paid. A subscription is one in Telegram Stars, which renews itself. */
export const PAYMENT_WAYS = ["crypto", "stars", "stars_subscription"] as const;
export type PaymentWay = typeof PAYMENT_WAYS[number];

/** Days after which Telegram renews a subscription in Stars (sendInvoice, `subscription_period`). */
const SUBSCRIPTION_DAYS = 30;

/** The name of an offer, such as `plan:pro`. */
export function offerId(kind: typeof OFFER_KINDS[number], id: string): string {
  return `${kind}:${id}`;
}

/**
 * What is sold under a name; undefined where nothing is, also for the plan everybody has and for one
 * that never ends, which only an operator gives.
 */
export function offerOf(
  { plans, packs }: Pick<Community, "plans" | "packs">,
  id: string,
): Offer | undefined {
  const plan = plans.find((plan) =>
    plan.rank > 0 && plan.periodDays !== null && offerId("plan", plan.id) === id
  );
  if (plan) return { kind: "plan", plan };
  const pack = packs.find((pack) => offerId("pack", pack.id) === id);
  return pack && { kind: "pack", pack };
}

/**
 * What is sold by an offer, as it is now: a copy, so that no change of the plans changes it.
 *
 * A pack lies beside every plan, so its rank says nothing. Errors: throws for a plan that never ends,
 * of which nothing is sold.
 */
export function offerTerms(offer: Offer, gift: boolean): InvoiceOffer {
  if (offer.kind === "pack") {
    const { id: planId, name, minutes, days } = offer.pack;
    const terms = structuredClone({
      name,
      rank: 0,
      allowances: [{ kind: "call_minutes" as const, limit: minutes, per: "period" as const }],
      graceDays: 0,
    });
    return { kind: "pack", planId, days, terms, gift };
  }
  const { id: planId, periodDays } = offer.plan;
  if (periodDays === null) throw new Error(`expected days of the plan ${planId}, got none`);
  return { kind: "plan", planId, days: periodDays, terms: termsOf(offer.plan), gift };
}

/** All that the community has for sale, plans first, the lowest before. */
export function soldOffers({ plans, packs }: Pick<Community, "plans" | "packs">): Offer[] {
  const sold = plans.filter(({ rank, periodDays }) => rank > 0 && periodDays !== null)
    .toSorted((one, other) => one.rank - other.rank);
  return [
    ...sold.map((plan) => ({ kind: "plan" as const, plan })),
    ...packs.map((pack) => ({ kind: "pack" as const, pack })),
  ];
}

/** How an offer can be paid; `crypto`: whether a processor for it is set up. */
export function waysToPay(
  offer: Offer,
  sales: Pick<Sales, "crypto" | "stars" | "starsSubscriptions">,
  { crypto }: { crypto: boolean },
): PaymentWay[] {
  const { prices, stars } = offer.kind === "plan" ? offer.plan : offer.pack;
  const inStars = sales.stars && stars !== undefined;
  const renews = sales.starsSubscriptions && offer.kind === "plan" &&
    offer.plan.periodDays === SUBSCRIPTION_DAYS;
  return PAYMENT_WAYS.filter((way) => {
    if (way === "crypto") return sales.crypto && crypto && Object.keys(prices).length > 0;
    return inStars && (way === "stars" || renews);
  });
}
