/** What is to be done because of an invoice, as data. */
import type { Invoice, InvoiceOffer } from "./invoice.ts";
import type { InvoiceOutcome } from "./invoice_outcome.ts";
import { type Amount, type Money, ZERO } from "./money.ts";

/** What a member is told of a payment. */
export type Notice =
  /** Money was seen; it is waited for until it is sure. */
  | { notice: "seen" }
  /** Too little came; so much is still to come, in the coin that was chosen. */
  | { notice: "owed"; paid: Amount; owed: Amount; currency: string }
  | { notice: "expired" }
  | { notice: "failed" }
  | { notice: "locked" }
  | { notice: "paid" }
  /** More came than was asked for; what is beyond stays the member's. */
  | { notice: "overpaid"; credit: Amount; currency: string }
  /** What it was for had been paid already; all of it stays the member's. */
  | { notice: "paid_twice"; credit: Amount; currency: string }
  /** Too little came, for so many days of those that were to be bought. */
  | { notice: "prorated"; days: number; of: number }
  /** Too little came and stays the member's; another invoice is for what is owed. */
  | { notice: "short_kept"; credit: Amount; owed: Amount; currency: string }
  /** Too little came and goes back, once the member tells to where. */
  | { notice: "short_refund" }
  | { notice: "refunded" };

/** What a person is to look at. */
export type Flag =
  /** A telling whose named parts are not as the invoice has them. */
  | { reason: "mismatch"; what: string[]; event?: string }
  /** The price came twice, by this invoice or by another one, which is named. */
  | { reason: "double_payment"; event?: string }
  /** Two transactions were told of as the payment. */
  | { reason: "second_transaction"; event: string }
  /** Too little or too much came, and it was not told how much was to come. */
  | { reason: "short_unknown" }
  | { reason: "overpaid_unknown" }
  | { reason: "refund_due" }
  | { reason: "refund_failed" }
  /** Money came after the use of a code was given back, and none was left. */
  | { reason: "promo_gone" }
  /** Money came after the credit was given back, and it was used up. */
  | { reason: "credit_gone" }
  /** Whom it was for is not known any more, so that nothing was given for the money. */
  | { reason: "member_gone" }
  /** A signed telling of an order that is none of ours. */
  | { reason: "unknown_order"; event: string }
  | { reason: "system_fail" }
  | { reason: "locked" }
  | { reason: "locked_after_paid" };

/**
 * Something to do. Its `id` says which: done again it changes nothing, and of those with one id the
 * last says how it is to be in the end.
 */
export type Effect =
  /** The one grant of this invoice, which is to be of so many days. */
  | { id: string; kind: "grant"; offer: InvoiceOffer; days: number; part: boolean }
  /** That grant, should it be there, is no more. */
  | { id: string; kind: "revoke" }
  /** What this invoice left with the member is so much in all, which may be less than before. */
  | { id: string; kind: "credit"; money: Money }
  /** So much of the member's credit is taken for this invoice in all; 0 gives it back. */
  | { id: string; kind: "use_credit"; money: Money }
  /** A use of the code is used up; `anew` where it had been given back. */
  | { id: string; kind: "count_promo"; code: string; anew: boolean }
  | { id: string; kind: "release_promo"; code: string }
  | { id: string; kind: "notify"; notice: Notice }
  | { id: string; kind: "flag"; flag: Flag };

/** A thing that a person is to look at. */
export function flag({ id }: Pick<Invoice, "id">, flag: Flag): Effect {
  const event = "event" in flag && flag.event ? `:${flag.event}` : "";
  return { id: `flag:${id}:${flag.reason}${event}`, kind: "flag", flag };
}

/** What is to be done where something else follows from an invoice than before. */
export function differences(
  invoice: Invoice,
  before: InvoiceOutcome,
  after: InvoiceOutcome,
): Effect[] {
  return [
    ...accessEffects(invoice, before, after),
    ...creditEffects(invoice, before, after),
    ...creditUseEffects(invoice, before, after),
    ...promoEffects(invoice, before, after),
    ...added(noticesOf(invoice, before), noticesOf(invoice, after)),
    ...added(flagsOf(invoice, before), flagsOf(invoice, after)),
  ];
}

function accessEffects(
  { id, offer }: Invoice,
  before: InvoiceOutcome,
  { access, revoked }: InvoiceOutcome,
): Effect[] {
  const effectId = `access:${id}`;
  if (revoked) return before.revoked ? [] : [{ id: effectId, kind: "revoke" }];
  if (!access) return before.access ? [{ id: effectId, kind: "revoke" }] : [];
  const isSame = before.access?.days === access.days && before.access.part === access.part;
  return isSame ? [] : [{ id: effectId, kind: "grant", offer, ...access }];
}

function creditEffects(
  { id, price }: Invoice,
  before: InvoiceOutcome,
  { credit }: InvoiceOutcome,
): Effect[] {
  if (credit === before.credit) return [];
  const money = { amount: credit, currency: price.currency };
  return [{ id: `credit:${id}`, kind: "credit", money }];
}

function creditUseEffects(
  { id, price: { currency }, creditUsed }: Invoice,
  before: InvoiceOutcome,
  after: InvoiceOutcome,
): Effect[] {
  const taken = ({ creditUse }: InvoiceOutcome) =>
    creditUse === "reserved" || creditUse === "spent" ? creditUsed : ZERO;
  if (taken(before) === taken(after)) return [];
  return [{
    id: `use_credit:${id}`,
    kind: "use_credit",
    money: { amount: taken(after), currency },
  }];
}

function promoEffects(
  { id, promo }: Invoice,
  before: InvoiceOutcome,
  after: InvoiceOutcome,
): Effect[] {
  if (!promo || before.promo === after.promo) return [];
  const effect = { id: `promo:${id}`, code: promo.code };
  if (after.promo === "released") return [{ ...effect, kind: "release_promo" }];
  if (after.promo !== "counted") return [];
  return [{ ...effect, kind: "count_promo", anew: before.promo === "released" }];
}

function noticesOf({ id }: Invoice, { notices }: InvoiceOutcome): Effect[] {
  return notices.map((notice) => {
    const detail = detailOf(notice);
    return {
      id: `notice:${id}:${notice.notice}${detail === undefined ? "" : `:${detail}`}`,
      kind: "notify",
      notice,
    };
  });
}

/** What is told again where it is another than before. */
function detailOf(notice: Notice): string | number | undefined {
  if (notice.notice === "owed") return notice.paid;
  if (notice.notice === "prorated") return notice.days;
  return "credit" in notice ? notice.credit : undefined;
}

function flagsOf(invoice: Invoice, { flags }: InvoiceOutcome): Effect[] {
  return flags.map((one) => flag(invoice, one));
}

function added(before: Effect[], after: Effect[]): Effect[] {
  return after.filter(({ id }) => !before.some((effect) => effect.id === id));
}
