/** What can be bought. */
import type { Community, Pack, Plan } from "./community.ts";

export const OFFER_KINDS = ["plan", "pack"] as const;

/** Something that is sold, as the community sells it now. */
export type Offer = { kind: "plan"; plan: Plan } | { kind: "pack"; pack: Pack };

/** How it can be paid. A subscription is one in Telegram Stars, which renews itself. */
export const PAYMENT_WAYS = ["crypto", "stars", "stars_subscription"] as const;
export type PaymentWay = typeof PAYMENT_WAYS[number];

/** The name of an offer, such as `plan:pro`. */
export function offerId(kind: typeof OFFER_KINDS[number], id: string): string {
  return `${kind}:${id}`;
}

/** What is sold under a name; undefined where nothing is, also for the plan everybody has. */
export function offerOf(
  { plans, packs }: Pick<Community, "plans" | "packs">,
  id: string,
): Offer | undefined {
  const plan = plans.find((plan) => plan.rank > 0 && offerId("plan", plan.id) === id);
  if (plan) return { kind: "plan", plan };
  const pack = packs.find((pack) => offerId("pack", pack.id) === id);
  return pack && { kind: "pack", pack };
}
