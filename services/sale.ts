import type { Coin } from "../db/invoices.ts";
import type { Community, Pack } from "../domain/community.ts";
import { PAYMENT_WAYS, type PaymentWay, soldOffers, waysToPay } from "../domain/offer.ts";
import type { TrialOffer, Trials } from "./trials.ts";

/** What is sold beside the plans, and how, as one member sees it. */
export interface SaleView {
  packs: Pack[];
  /** The ways in which anything at all can be paid. */
  ways: PaymentWay[];
  /** The most usual first. */
  coins: Coin[];
  gifts: boolean;
  trial: TrialOffer | null;
  /** What an invitation brings to both; null where it brings nothing. */
  referralDays: number | null;
}

export interface Sale {
  view(memberId: string): Promise<SaleView>;
}

/** Makes what tells of the sale. */
export function createSale(deps: {
  community: Pick<Community, "plans" | "packs" | "sales">;
  trials: Pick<Trials, "offered">;
  /** Whether a processor for crypto is set up. */
  crypto: boolean;
  /** The coins that the processor takes. */
  coins: () => Promise<Coin[]>;
}): Sale {
  const { community, trials, crypto, coins } = deps;
  const { sales } = community;
  const offers = soldOffers(community).map((offer) => ({
    offer,
    ways: waysToPay(offer, sales, { crypto }),
  }));
  const ways = PAYMENT_WAYS.filter((way) => offers.some((one) => one.ways.includes(way)));
  const packs = offers.flatMap(({ offer, ways }) =>
    offer.kind === "pack" && ways.length > 0 ? [offer.pack] : []
  );
  return {
    async view(memberId) {
      const [trial, taken] = await Promise.all([
        trials.offered(memberId),
        ways.includes("crypto") ? coins() : [],
      ]);
      return {
        packs,
        ways,
        coins: taken,
        gifts: sales.gifts && ways.length > 0,
        trial,
        referralDays: sales.referral?.days ?? null,
      };
    },
  };
}
