/** A thing on sale, a plan or a pack, as the checkout needs it. */
import type { PackView, PlanView, Sale } from "../../../routes/schemas.ts";
import { offerId, type PaymentWay } from "../../../domain/offer.ts";
import { firstPrice } from "./money.ts";

/** How long a subscription in Stars lasts, in days; Telegram has no other. */
const SUBSCRIPTION_DAYS = 30;

export interface Item {
  /** Its name as an offer, such as `plan:pro`. */
  id: string;
  kind: "plan" | "pack";
  name: string;
  days: number;
  minutes: number | null;
  prices: Readonly<Record<string, string>>;
  stars: number | null;
}

/** A plan as something to buy; null for one that is not sold, or has no period. */
export function planItem(plan: PlanView): Item | null {
  const { id, name, prices, stars, periodDays } = plan;
  if (periodDays === null || (firstPrice(prices) === null && stars === null)) return null;
  return {
    id: offerId("plan", id),
    kind: "plan",
    name,
    days: periodDays,
    minutes: null,
    prices,
    stars,
  };
}

export function packItem({ id, name, days, minutes, prices, stars }: PackView): Item {
  return { id: offerId("pack", id), kind: "pack", name, days, minutes, prices, stars };
}

/** The ways in which a thing is sold, in the order of the sale. */
export function waysOf(item: Item, sale: Pick<Sale, "ways">): PaymentWay[] {
  return sale.ways.filter((way) => {
    if (way === "crypto") return firstPrice(item.prices) !== null;
    if (item.stars === null) return false;
    return way === "stars" || (item.kind === "plan" && item.days === SUBSCRIPTION_DAYS);
  });
}
