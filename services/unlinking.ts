/** What stays of a member's payments after an erasure, without a word of whose they were. */
import { getErrand } from "../db/errands.ts";
import { getGift } from "../db/gifts.ts";
import { getInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import type { Entry } from "../db/pages.ts";
import { getPaymentFlag } from "../db/payment_flags.ts";
import { getUse } from "../db/promos.ts";
import { getReferral } from "../db/referrals.ts";
import type { Transaction } from "../db/tx.ts";
import type { Erasure } from "../domain/erasure.ts";
import type { PromoUse } from "../domain/promo.ts";
import { nodeCrypto } from "./crypto.ts";
import type { Errand } from "./errands.ts";

/** Whose a record is that is nobody's any more. */
export const NOBODY = "";

/**
 * Takes a member out of what belongs to an entry, in the commit that removes the entry; `stays` where
 * the entry itself is to be kept, which no longer names them.
 */
export type Unlink = (
  tx: Transaction,
  entry: Entry,
  erased: Pick<Erasure, "memberId" | "receiptId">,
) => Promise<"goes" | "stays">;

/** The invoice of an entry, and the use of the code that lowered its price. */
export const unlinkInvoice: Unlink = async (tx, { key }, { memberId }) => {
  const id = String(key[2]);
  const invoice = await getInvoice(tx, id);
  if (invoice?.memberId !== memberId) return "goes";
  tx.set(keys.invoice(id), { ...invoice, memberId: NOBODY });
  const use = invoice.promo ? await getUse(tx, invoice.promo.code, id) : undefined;
  if (use) setUseOfNobody(tx, use, id);
  return "goes";
};

/** The use of a code; that of a code which gave days is named after the member, and gets another name. */
export const unlinkPromo: Unlink = async (tx, { key, value }, { memberId, receiptId }) => {
  const [code, useId] = [String(key[2]), String(value)];
  const use = await getUse(tx, code, useId);
  if (!use) return "goes";
  const named = useId.split(":").includes(memberId);
  if (named) tx.delete(keys.promoUse(code, useId));
  setUseOfNobody(tx, use, named ? `redemption:${hashOf(`${receiptId} ${code}`)}` : useId);
  return "goes";
};

/** The same each time for one erasure, and leads back to nobody. */
function hashOf(text: string): string {
  return nodeCrypto().createHash("sha256").update(text).digest("hex").slice(0, 20);
}

function setUseOfNobody(tx: Transaction, use: PromoUse, useId: string): void {
  tx.set(keys.promoUse(use.code, useId), { ...use, useId, memberId: NOBODY });
}

/** The gift that a grant comes from stays redeemed. */
export const unlinkGrant: Unlink = async (tx, { key }, { memberId }) => {
  const [source, code] = String(key[2]).split(":");
  const gift = source === "gift" && code ? await getGift(tx, code) : undefined;
  if (gift?.redeemedBy === memberId) {
    tx.set(keys.gift(gift.code), { ...gift, redeemedBy: NOBODY });
  }
  return "goes";
};

/** A gift that was bought for another stays theirs. */
export const unlinkGift: Unlink = async (tx, { key }, { memberId }) => {
  const gift = await getGift(tx, String(key[2]));
  if (gift?.memberId === memberId) tx.set(keys.gift(gift.code), { ...gift, memberId: NOBODY });
  return "goes";
};

/** Whoever was invited was invited by nobody. */
export const unlinkInvited: Unlink = async (tx, { key }, { memberId }) => {
  const referral = await getReferral(tx, String(key[2]));
  if (referral?.inviterId === memberId) {
    tx.set(keys.referral(referral.invitedId), { ...referral, inviterId: NOBODY });
  }
  return "goes";
};

/** Whoever invited the member invited one less. */
export const unlinkInviter: Unlink = async (tx, _entry, { memberId }) => {
  const referral = await getReferral(tx, memberId);
  if (referral) tx.delete(keys.referralOfMember(referral.inviterId, memberId));
  return "goes";
};

/** What is still to be done about money is done; what is for the member alone is not. */
export const unlinkErrand: Unlink = async (tx, { key }) => {
  const stored = await getErrand<Errand>(tx, String(key[1]));
  if (!stored) return "goes";
  const { errand, dueAt } = stored;
  if (errand.kind === "flag" || errand.kind === "settle") {
    tx.set(key, { ...stored, errand: { ...errand, memberId: NOBODY } });
    return "stays";
  }
  tx.delete(keys.due("errand", dueAt, errand.id));
  return "goes";
};

/** What an operator is to look at stays. */
export const unlinkFlag: Unlink = async (tx, { key }) => {
  const flag = await getPaymentFlag(tx, String(key[1]));
  if (!flag) return "goes";
  tx.set(key, { ...flag, memberId: NOBODY });
  return "stays";
};
