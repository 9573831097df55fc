/** The terms of a purchase: whether it is sold so, and what it costs, before codes and credit. */
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import type { InvoiceOffer } from "../domain/invoice.ts";
import { type Money, parsePrice, STARS } from "../domain/money.ts";
import { type Offer, offerOf, offerTerms, waysToPay } from "../domain/offer.ts";
import type { PurchaseRequest } from "./invoices_types.ts";

/** What a purchase is of, as it is sold now. */
export interface Terms {
  sold: InvoiceOffer;
  /** Without a code and without credit. */
  fullPrice: Money;
}

/**
 * The terms of a purchase. Errors: `not_sold` with a `reason`: `offer`, `way`, `gift`, `currency`.
 */
export function termsOfPurchase(
  community: Pick<Community, "plans" | "packs" | "sales">,
  taken: { crypto: boolean; stars: boolean },
  { offer: id, way, gift, currency }: PurchaseRequest,
): Terms {
  const { sales } = community;
  const offer = offerOf(community, id);
  if (!offer) throw notSold("offer");
  if (gift && !sales.gifts) throw notSold("gift");
  const isTaken = way === "crypto" || taken.stars;
  // A gift is given once.
  const isOnce = way !== "stars_subscription" || !gift;
  if (!isTaken || !isOnce || !waysToPay(offer, sales, taken).includes(way)) throw notSold("way");
  return { sold: offerTerms(offer, gift), fullPrice: priceOf(offer, way, currency) };
}

/** Refuses a purchase; the reason is told by the app. */
export function notSold(
  reason: "offer" | "way" | "gift" | "currency" | "coin" | "trial",
): AppError {
  return new AppError("not_sold", { reason });
}

function priceOf(offer: Offer, way: PurchaseRequest["way"], wanted: string | undefined): Money {
  const { prices, stars } = offer.kind === "plan" ? offer.plan : offer.pack;
  if (way !== "crypto") {
    if (stars === undefined) throw notSold("way");
    if (wanted !== undefined && wanted !== STARS) throw notSold("currency");
    return { amount: parsePrice(String(stars), STARS), currency: STARS };
  }
  const currency = wanted ?? Object.keys(prices)[0];
  if (currency === undefined || !Object.hasOwn(prices, currency)) throw notSold("currency");
  return { amount: parsePrice(prices[currency]!, currency), currency };
}
