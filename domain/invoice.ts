/**
 * An invoice as a state machine: what was told of a payment, and what follows from it.
 *
 * The invoice keeps the furthest that was told of it, so that the order in which webhooks come, how
 * often, and whether a poll told it instead make no difference. What follows from an invoice is
 * computed from it alone (`outcomeOf`), and the effects of an event are what it changed in that.
 */
import type { ShortPayment } from "./community.ts";
import type { GrantTerms } from "./grant.ts";
import { differences, type Effect, flag } from "./invoice_effects.ts";
import { type InvoiceOutcome, outcomeOf } from "./invoice_outcome.ts";
import {
  addAmounts,
  type Amount,
  compareAmounts,
  type Money,
  subtractAmounts,
  ZERO,
} from "./money.ts";
import {
  isPaymentStatus,
  type Payment,
  paymentEventId,
  type PaymentStatus,
  rankOf,
  receivedOf,
} from "./payment.ts";

export type { Effect, Flag, Notice } from "./invoice_effects.ts";
export {
  INVOICE_STATES,
  type InvoiceOutcome,
  type InvoiceState,
  outcomeOf,
} from "./invoice_outcome.ts";

/** How long a reserved use of a promo code outlives its invoice, in milliseconds. */
export const PROMO_RESERVED_TIME = 24 * 3_600_000;
/** How long money is looked for once an invoice is over without it, and where it is held back. */
const LATE_MONEY_TIME = 7 * 24 * 3_600_000;
const HELD_MONEY_TIME = 30 * 24 * 3_600_000;
/** What is told of an invoice of which nothing is to be paid. */
const NOTHING_TO_PAY: PaymentTold = {
  status: "paid",
  paid: ZERO,
  asked: ZERO,
  payerCurrency: null,
  network: null,
  txid: null,
};
/** How often the processor is asked, at first and at last. */
const SHORTEST_POLL = 20_000;
const LONGEST_POLL = 6 * 3_600_000;
/** And at first once it is paid. */
const SHORTEST_LOOK_BACK = 10 * 60_000;

/** What is sold: days of a plan or a pack of minutes, as it was when it was sold. */
export interface InvoiceOffer {
  kind: "plan" | "pack";
  /** The id of the plan or of the pack. */
  planId: string;
  days: number;
  terms: GrantTerms;
  /** Whether it is bought for another, who redeems a code for it. */
  gift: boolean;
}

/** What was told of the payment, the furthest of it. */
export interface PaymentTold {
  status: Exclude<PaymentStatus, "refund_process" | "refund_fail">;
  /** What came in all. */
  paid: Amount;
  /** What was to come. */
  asked: Amount | null;
  payerCurrency: string | null;
  network: string | null;
  txid: string | null;
}

export type Refund = "process" | "fail" | "paid";

export interface Invoice {
  schema: 1;
  /** Also the processor's `order_id`. */
  id: string;
  memberId: string;
  offer: InvoiceOffer;
  /** What is to be paid for it, beside the credit that is used; 0 where nothing is. */
  price: Money;
  /** What of earlier payments pays for a part of it, in the currency of the price. */
  creditUsed: Amount;
  /** A code that lowered the price, and what it would have been, in the same currency. */
  promo: { code: string; fullPrice: Amount } | null;
  /** What the operator set when it was sold. */
  shortPayment: ShortPayment;
  /** So much less is enough, in percent. */
  accuracyPercent: number;
  merchant: string;
  createdAt: number;
  expiresAt: number;
  /** The processor's name for it; null until it is known. */
  uuid: string | null;
  told: PaymentTold | null;
  refund: Refund | null;
  /** The use of the code and the credit were given back for want of money in time. */
  lapsed: boolean;
  /** Money came after that, and the code had no use left. */
  promoGone: boolean;
  /** Money came after that, and the credit was used for something else. */
  creditGone: boolean;
  /** More money came after so much of what it had left with the member was used. */
  keptSpent: Amount;
  /** The member wants it no more; money for it is still honoured. */
  cancelled: boolean;
  /** Another invoice, whose payment brought what this one was for. */
  settledBy: string | null;
}

/** What can happen to an invoice. */
export type InvoiceEvent =
  | {
    kind: "payment";
    payment: Payment;
    /** Whose key signed it, or whose account was asked. */
    merchant: string;
    /** Whether a use of the code can be taken anew, where the reserved one was given back. */
    promoFree?: boolean;
    /** What of the member's credit can be used, where any was given back or left before. */
    creditBalance?: Amount;
  }
  /** Nothing was to be paid. */
  | { kind: "free" }
  /** The member wants another one, or none. */
  | { kind: "cancelled" }
  /** The processor has it. */
  | { kind: "created"; uuid: string; expiresAt: number }
  /** What it is for was bought by another invoice. */
  | { kind: "settled_elsewhere"; invoiceId: string }
  /** Time went by. */
  | { kind: "time" };

export interface InvoiceDecision<Kept extends Invoice = Invoice> {
  /** The very same object where nothing changed. */
  invoice: Kept;
  /** What is to be done, in the commit of the invoice; doing one again by its id changes nothing. */
  effects: Effect[];
}

/** An invoice that is about to be asked for. */
export function newInvoice(
  given:
    & Pick<
      Invoice,
      | "id"
      | "memberId"
      | "offer"
      | "price"
      | "promo"
      | "shortPayment"
      | "accuracyPercent"
      | "merchant"
      | "expiresAt"
    >
    & Partial<Pick<Invoice, "creditUsed">>,
  now: number,
): Invoice {
  return {
    schema: 1,
    creditUsed: ZERO,
    ...given,
    createdAt: now,
    uuid: null,
    told: null,
    refund: null,
    lapsed: false,
    promoGone: false,
    creditGone: false,
    keptSpent: ZERO,
    cancelled: false,
    settledBy: null,
  };
}

/** What becomes of an invoice when something happens to it, and what is to be done then. */
export function decide<Kept extends Invoice>(
  invoice: Kept,
  event: InvoiceEvent,
  now: number,
): InvoiceDecision<Kept> {
  switch (event.kind) {
    case "payment":
      return afterPayment(invoice, event);
    case "created":
      // What a payment told before is of the same invoice, or the order was used before.
      if (invoice.uuid !== null && invoice.uuid !== event.uuid) {
        return { invoice, effects: [flag(invoice, { reason: "mismatch", what: ["uuid"] })] };
      }
      return changed(invoice, { ...invoice, uuid: event.uuid, expiresAt: event.expiresAt });
    case "settled_elsewhere": {
      if (invoice.settledBy !== null) return { invoice, effects: [] };
      if (outcomeOf(invoice).access) return bothPaid(invoice, event.invoiceId);
      return changed(invoice, { ...invoice, settledBy: event.invoiceId });
    }
    case "time": {
      const isOver = now >= invoice.expiresAt + PROMO_RESERVED_TIME;
      if (!isOver || !isReserving(invoice)) return { invoice, effects: [] };
      return changed(invoice, { ...invoice, lapsed: true });
    }
    case "cancelled":
      // Money that was seen is waited for.
      if (outcomeOf(invoice).state !== "open") return { invoice, effects: [] };
      return changed(invoice, { ...invoice, cancelled: true, lapsed: true });
    case "free":
      if (invoice.price.amount !== ZERO || invoice.told !== null) return { invoice, effects: [] };
      return changed(invoice, { ...invoice, told: NOTHING_TO_PAY });
  }
}

/** Whether it keeps a use of a code, or credit, from others until it is paid or over. */
export function isReserving(invoice: Invoice): boolean {
  const { promo, creditUse } = outcomeOf(invoice);
  return promo === "reserved" || creditUse === "reserved";
}

/** Two that were for the same were paid at one moment: both keep what they brought, and it is told once. */
function bothPaid<Kept extends Invoice>(invoice: Kept, other: string): InvoiceDecision<Kept> {
  const isLater = invoice.id > other;
  return {
    invoice,
    effects: isLater ? [flag(invoice, { reason: "double_payment", event: other })] : [],
  };
}

/**
 * When the processor is to be asked again after now; null once nothing more is waited for.
 *
 * The older an invoice, the longer the pause, a fifth of its age; once it is paid, each pause is twice
 * the one before: it may be paid once more, or be paid back, and nobody may hear of it.
 */
export function nextPollAt(invoice: Invoice, now: number): number | null {
  const { told, refund, createdAt, expiresAt } = invoice;
  const isHeld = refund === "process" || told?.status === "locked";
  const until = expiresAt + (isHeld ? HELD_MONEY_TIME : LATE_MONEY_TIME);
  if (refund === "paid" || now >= until) return null;
  const isPaid = refund === null && (told?.status === "paid" || told?.status === "paid_over");
  const age = now - createdAt;
  const pause = isPaid || refund === "fail"
    ? Math.max(SHORTEST_LOOK_BACK, age)
    : Math.min(LONGEST_POLL, Math.max(SHORTEST_POLL, age / 5));
  return Math.min(now + Math.round(pause), until);
}

/** What in a telling of a payment is not as the invoice has it; empty where it is one of its own. */
export function mismatches(invoice: Invoice, payment: Payment, merchant: string): string[] {
  const differing: [what: string, differs: boolean][] = [
    ["merchant", merchant !== invoice.merchant],
    ["order_id", payment.orderId !== invoice.id],
    ["uuid", invoice.uuid !== null && payment.uuid !== invoice.uuid],
    ["currency", payment.currency !== invoice.price.currency],
    ["amount", compareAmounts(payment.amount, invoice.price.amount) !== 0],
  ];
  return differing.filter(([, differs]) => differs).map(([what]) => what);
}

function afterPayment<Kept extends Invoice>(
  invoice: Kept,
  { payment, merchant, promoFree, creditBalance }: InvoiceEvent & { kind: "payment" },
): InvoiceDecision<Kept> {
  const what = mismatches(invoice, payment, merchant);
  if (what.length > 0) {
    const event = paymentEventId(payment);
    return { invoice, effects: [flag(invoice, { reason: "mismatch", what, event })] };
  }
  const { status } = payment;
  if (!isPaymentStatus(status)) return { invoice, effects: [] };
  const next: Kept = {
    ...invoice,
    uuid: payment.uuid,
    told: furthest(invoice.told, toldBy(payment, status)),
    refund: furthestRefund(invoice.refund, refundBy(status)),
  };
  const [before, after] = [outcomeOf(invoice), outcomeOf(next)];
  const wantsUse = after.promo === "counted" && before.promo === "released";
  const wantsCredit = after.creditUse === "spent" && before.creditUse === "released";
  const { gone, spent } = missingCredit(invoice, before, after, creditBalance, wantsCredit);
  const decision = changed(invoice, {
    ...next,
    promoGone: next.promoGone || (promoFree === false && wantsUse),
    creditGone: next.creditGone || gone,
    keptSpent: addAmounts(next.keptSpent, spent),
  });
  const odd = oddities(invoice, payment);
  return { ...decision, effects: [...decision.effects, ...odd] };
}

/**
 * What of the credit is not there any more that a payment would bring access with: what had been given
 * back, or what the invoice itself had left with the member.
 */
function missingCredit(
  { creditUsed }: Invoice,
  before: InvoiceOutcome,
  after: InvoiceOutcome,
  balance: Amount | undefined,
  wantsCredit: boolean,
): { gone: boolean; spent: Amount } {
  if (balance === undefined || after.access === null) return { gone: false, spent: ZERO };
  const taken = subtractAmounts(before.credit, after.credit);
  const missing = subtractAmounts(taken, balance);
  const isSpent = compareAmounts(taken, ZERO) > 0 && compareAmounts(missing, ZERO) > 0;
  const left = isSpent ? ZERO : subtractAmounts(balance, taken);
  return {
    gone: wantsCredit && compareAmounts(left, creditUsed) < 0,
    spent: isSpent ? missing : ZERO,
  };
}

/** What a person is to look at although it changes nothing. */
function oddities(invoice: Invoice, { status, txid }: Payment): Effect[] {
  const { told } = invoice;
  if (told?.status !== "paid" && told?.status !== "paid_over") return [];
  if (status === "locked") return [flag(invoice, { reason: "locked_after_paid" })];
  const isSuccess = status === "paid" || status === "paid_over";
  if (!isSuccess || !txid || !told.txid || txid === told.txid) return [];
  // The amount of what came in all says whether it was paid twice, unless it is of one of them.
  const both = [txid, told.txid].sort().join("+");
  return [flag(invoice, { reason: "second_transaction", event: both })];
}

function changed<Kept extends Invoice>(before: Kept, after: Kept): InvoiceDecision<Kept> {
  if (isSame(before, after)) return { invoice: before, effects: [] };
  return { invoice: after, effects: differences(after, outcomeOf(before), outcomeOf(after)) };
}

/**
 * What a telling says of the payment. One of a refund under way does not say whether what goes back
 * had been enough, or was held back.
 */
function toldBy(payment: Payment, status: PaymentStatus): PaymentTold | null {
  if (status === "refund_process" || status === "refund_fail") return null;
  const { asked, payerCurrency, network, txid } = payment;
  return { status, paid: receivedOf(payment), asked, payerCurrency, network, txid };
}

function furthest(one: PaymentTold | null, other: PaymentTold | null): PaymentTold | null {
  if (!one || !other) return one ?? other;
  return compareTold(one, other) >= 0 ? one : other;
}

/** Total, so that whichever of two comes first, the same one stays. */
function compareTold(one: PaymentTold, other: PaymentTold): number {
  const spelt = (told: PaymentTold) =>
    JSON.stringify([told.txid, told.payerCurrency, told.network, told.asked]);
  const [left, right] = [spelt(one), spelt(other)];
  return rankOf(one.status) - rankOf(other.status) ||
    compareAmounts(one.paid, other.paid) ||
    Number(one.asked !== null) - Number(other.asked !== null) ||
    Number(one.txid !== null) - Number(other.txid !== null) ||
    (left < right ? -1 : left > right ? 1 : 0);
}

const REFUNDS: readonly (Refund | null)[] = [null, "process", "fail", "paid"];

function refundBy(status: PaymentStatus): Refund | null {
  return status.startsWith("refund_") ? status.slice("refund_".length) as Refund : null;
}

function furthestRefund(one: Refund | null, other: Refund | null): Refund | null {
  return REFUNDS.indexOf(one) >= REFUNDS.indexOf(other) ? one : other;
}

function isSame(one: Invoice, other: Invoice): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
