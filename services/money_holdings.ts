/** What the store holds of a member's payments, codes, gifts and invitations. */
import { getGift } from "../db/gifts.ts";
import { getInvoice, type StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { getUse, guesserOf } from "../db/promos.ts";
import { getReferral } from "../db/referrals.ts";
import type { Gift } from "../domain/gift.ts";
import { outcomeOf } from "../domain/invoice.ts";
import type { Referral } from "../domain/referral.ts";
import type { Holding } from "./holdings.ts";
import {
  unlinkErrand,
  unlinkFlag,
  unlinkGift,
  unlinkInvited,
  unlinkInviter,
  unlinkInvoice,
  unlinkPromo,
} from "./unlinking.ts";

/** In the order in which it is erased: what may name the member anew goes last. */
export const MONEY_HOLDINGS: readonly Holding[] = [
  {
    name: "invoices",
    ranges: ({ memberId }) => [keys.invoicesOfMember(memberId)],
    unlink: unlinkInvoice,
    exported: "list",
    toExport: async ({ key }, db) => describeInvoice(await getInvoice(db, String(key[2]))),
  },
  {
    name: "credits",
    ranges: ({ memberId }) => [keys.credits(memberId)],
    exported: "list",
    toExport: ({ key, value }) => ({ source: key[2], ...value as object }),
  },
  {
    name: "promos",
    ranges: ({ memberId }) => [keys.promosOfMember(memberId)],
    unlink: unlinkPromo,
    exported: "list",
    async toExport({ key, value }, db) {
      const code = String(key[2]);
      const use = await getUse(db, code, String(value));
      return { code, state: use?.state, off: use?.off, at: use?.at };
    },
  },
  {
    name: "gifts",
    ranges: ({ memberId }) => [keys.giftsOfMember(memberId)],
    unlink: unlinkGift,
    exported: "list",
    toExport: async ({ key }, db) => describeGift(await getGift(db, String(key[2]))),
  },
  {
    name: "subscription",
    keys: ({ memberId }) => [keys.starsSubscription(memberId)],
    exported: "one",
  },
  {
    name: "invitation",
    keys: ({ memberId }) => [keys.referralCode(memberId)],
    async below(db, { value }) {
      const byCode = keys.referralByCode(String(value));
      return await db.get(byCode) === undefined ? [] : [byCode];
    },
    exported: "one",
  },
  {
    name: "invited",
    ranges: ({ memberId }) => [keys.referralsOfMember(memberId)],
    unlink: unlinkInvited,
    exported: "list",
    // Who it was is theirs to tell.
    toExport: async ({ key }, db) => describeReferral(await getReferral(db, String(key[2]))),
  },
  {
    name: "invitedBy",
    keys: ({ memberId }) => [keys.referral(memberId)],
    unlink: unlinkInviter,
    exported: "one",
    toExport: ({ value }) => describeReferral(value as Referral),
  },
  {
    name: "work",
    keys: ({ memberId }) => [
      keys.firstPayment(memberId),
      keys.promoGuesses(guesserOf(memberId)),
    ],
    ranges: ({ memberId }) => [keys.openInvoices(memberId)],
    exported: "elsewhere",
  },
  // What is left to do is little, and its ids do not tell whose it is: all of it is looked through.
  {
    name: "work",
    ranges: () => [keys.errands()],
    isOf: ({ value }, { memberId }) =>
      (value as { errand: { memberId: string } }).errand.memberId === memberId,
    unlink: unlinkErrand,
    exported: "elsewhere",
  },
  {
    name: "work",
    ranges: () => [keys.paymentFlags()],
    isOf: ({ value }, { memberId }) => (value as { memberId: string }).memberId === memberId,
    unlink: unlinkFlag,
    exported: "elsewhere",
  },
];

/** What a member may want to know of an invoice. */
function describeInvoice(invoice: StoredInvoice | undefined) {
  if (!invoice) return null;
  const { id, offer, way, price, promo, createdAt, paidAt, told } = invoice;
  const { state, access } = outcomeOf(invoice);
  return {
    id,
    state,
    offer: { kind: offer.kind, id: offer.planId, name: offer.terms.name, gift: offer.gift },
    days: access?.days ?? null,
    way,
    price,
    promoCode: promo?.code ?? null,
    createdAt,
    paidAt,
    transaction: told?.txid ?? null,
  };
}

function describeGift(gift: Gift | undefined) {
  if (!gift) return null;
  const { code, offer, days, boughtAt, redeemedAt, takenAt } = gift;
  return { code, name: offer.terms.name, days, boughtAt, redeemedAt, takenAt };
}

function describeReferral(referral: Referral | undefined) {
  if (!referral) return null;
  const { code, at, reward } = referral;
  return { code, at, days: reward?.days ?? null };
}
