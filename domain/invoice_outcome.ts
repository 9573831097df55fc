/** What follows from an invoice: computed from what is known of it, whatever way it became known. */
import type { Flag, Notice } from "./invoice_effects.ts";
import type { Invoice, PaymentTold } from "./invoice.ts";
import {
  addAmounts,
  type Amount,
  compareAmounts,
  scaleOf,
  shareOf,
  subtractAmounts,
  ZERO,
} from "./money.ts";
import { isEnough } from "./payment.ts";

/** What a member or an operator is told that an invoice is. */
export const INVOICE_STATES = [
  "open",
  /** Money was seen and is not sure yet. */
  "confirming",
  /** It was too little, and the rest is waited for. */
  "short_waiting",
  "expired",
  /** The member wanted another one, or none, before any money was seen. */
  "cancelled",
  "failed",
  /** It was too little, and it is over. */
  "short",
  /** The processor holds the money back. */
  "locked",
  "paid",
  "refunding",
  "refunded",
] as const;
export type InvoiceState = typeof INVOICE_STATES[number];

export interface InvoiceOutcome {
  state: InvoiceState;
  /** What the member has by it; `part` where a short payment was for fewer days. */
  access: { days: number; part: boolean } | null;
  /** Whatever was had by it is had no more. */
  revoked: boolean;
  /** What of the money stays with the member, in the invoice's currency. */
  credit: Amount;
  promo: "none" | "reserved" | "released" | "counted";
  /** What became of the credit that pays for a part of it. */
  creditUse: "none" | "reserved" | "released" | "spent";
  notices: Notice[];
  flags: Flag[];
}

/** What follows from an invoice as it is. */
export function outcomeOf(invoice: Invoice): InvoiceOutcome {
  const outcome = refunded(invoice, paymentOutcome(invoice));
  return {
    ...outcome,
    promo: invoice.promo ? outcome.promo : "none",
    creditUse: invoice.creditUsed === ZERO ? "none" : outcome.creditUse,
  };
}

function refunded(invoice: Invoice, outcome: InvoiceOutcome): InvoiceOutcome {
  switch (invoice.refund) {
    case null:
      return outcome;
    case "process":
      return { ...outcome, state: "refunding" };
    case "fail":
      return { ...outcome, flags: [...outcome.flags, { reason: "refund_failed" }] };
    case "paid":
      return {
        ...nothing(invoice, "refunded"),
        revoked: true,
        promo: "released",
        creditUse: "released",
        notices: [{ notice: "refunded" }],
      };
  }
}

function paymentOutcome(invoice: Invoice): InvoiceOutcome {
  const { told, cancelled, settledBy } = invoice;
  switch (told?.status) {
    case undefined:
    case "process":
    case "check":
      return cancelled || settledBy !== null
        ? over(invoice, "cancelled", {})
        : nothing(invoice, "open");
    case "confirm_waiting":
    case "confirm_check":
      return { ...nothing(invoice, "confirming"), notices: [{ notice: "seen" }] };
    case "wrong_amount_waiting":
      return { ...nothing(invoice, "short_waiting"), notices: owedNotice(told!) };
    case "cancel":
      if (cancelled || settledBy !== null) return over(invoice, "cancelled", {});
      return over(invoice, "expired", { notices: [{ notice: "expired" }] });
    case "fail":
      return over(invoice, "failed", { notices: [{ notice: "failed" }] });
    case "system_fail":
      return over(invoice, "failed", {
        notices: [{ notice: "failed" }],
        flags: [{ reason: "system_fail" }],
      });
    case "locked":
      return {
        ...nothing(invoice, "locked"),
        notices: [{ notice: "locked" }],
        flags: [{ reason: "locked" }],
      };
    case "wrong_amount":
      return shortOutcome(invoice, told!);
    case "refund_paid":
      return nothing(invoice, "refunded");
    case "paid":
    case "paid_over":
      return paidOutcome(invoice, told!);
  }
}

function paidOutcome(invoice: Invoice, told: PaymentTold): InvoiceOutcome {
  const { price, offer, settledBy } = invoice;
  const excess = excessOf(invoice, told);
  const flags = [...excess.flags];
  if (settledBy !== null) {
    const credit = addAmounts(price.amount, excess.credit);
    return over(invoice, "paid", {
      credit,
      notices: [{ notice: "paid_twice", credit, currency: price.currency }],
      flags: [...flags, { reason: "double_payment", event: settledBy }],
    });
  }
  // The price was that of a code, or what was left of it beside a credit, and others have got that
  // meanwhile: it is not enough any more.
  if (isLess(invoice)) {
    const part = shortOf(invoice, price.amount);
    const credit = addAmounts(part.credit, excess.credit);
    return { ...part, credit, flags: [...part.flags, ...flags] };
  }
  const { currency } = price;
  return {
    ...nothing(invoice, "paid"),
    access: { days: offer.days, part: false },
    credit: excess.credit,
    promo: "counted",
    creditUse: "spent",
    notices: excess.credit === ZERO
      ? [{ notice: "paid" }]
      : [{ notice: "paid" }, { notice: "overpaid", credit: excess.credit, currency }],
    flags,
  };
}

/** What came beyond what was asked for, in the invoice's currency. */
function excessOf(
  { price, accuracyPercent }: Invoice,
  { status, paid, asked }: PaymentTold,
): { credit: Amount; flags: Flag[] } {
  if (asked === null || compareAmounts(asked, ZERO) <= 0) {
    return { credit: ZERO, flags: status === "paid_over" ? [{ reason: "overpaid_unknown" }] : [] };
  }
  const excess = subtractAmounts(paid, asked);
  if (compareAmounts(excess, ZERO) <= 0) return { credit: ZERO, flags: [] };
  return {
    credit: shareOf(price.amount, excess, asked, scaleOf(price.currency)),
    flags: isEnough(excess, asked, accuracyPercent) ? [{ reason: "double_payment" }] : [],
  };
}

function shortOutcome(invoice: Invoice, { paid, asked }: PaymentTold): InvoiceOutcome {
  const { price, settledBy } = invoice;
  if (asked === null || compareAmounts(asked, ZERO) <= 0 || paid === ZERO) {
    return over(invoice, "short", { flags: [{ reason: "short_unknown" }] });
  }
  // An amount that says it is enough does not make it so: the processor knows better.
  const counted = compareAmounts(paid, asked) < 0 ? paid : asked;
  const worth = shareOf(price.amount, counted, asked, scaleOf(price.currency));
  if (settledBy !== null) return kept(invoice, worth);
  // Without a code or credit, the very amounts: what they are worth is rounded.
  if (!isLess(invoice) && invoice.creditUsed === ZERO) {
    return shortOf(invoice, worth, [counted, asked]);
  }
  return shortOf(invoice, worth);
}

/**
 * Too little, and over: what came is worth so much of the price. The credit counts with it, as far as
 * it is there, and the whole is what it costs with what of the code is there.
 */
function shortOf(
  invoice: Invoice,
  worth: Amount,
  share: [part: Amount, whole: Amount] = shareOfWhole(invoice, worth),
): InvoiceOutcome {
  const { shortPayment, offer, promoGone, creditGone, keptSpent } = invoice;
  const flags: Flag[] = [
    ...(promoGone ? [{ reason: "promo_gone" } as const] : []),
    ...(creditGone || keptSpent !== ZERO ? [{ reason: "credit_gone" } as const] : []),
  ];
  if (shortPayment === "top_up") return { ...kept(invoice, worth), flags };
  const days = Math.min(
    offer.days,
    Number(shareOf(String(offer.days) as Amount, share[0], share[1], 0)),
  );
  if (shortPayment === "refund" || days === 0) {
    return over(invoice, "short", {
      notices: [{ notice: "short_refund" }],
      flags: [...flags, { reason: "refund_due" }],
    });
  }
  return {
    ...nothing(invoice, "short"),
    access: { days, part: true },
    promo: promoGone ? "released" : "counted",
    creditUse: creditGone ? "released" : "spent",
    notices: [{ notice: "prorated", days, of: offer.days }],
    flags,
  };
}

function shareOfWhole(invoice: Invoice, worth: Amount): [part: Amount, whole: Amount] {
  return [thereOf(invoice, worth), wholeOf(invoice)];
}

/** Whether the price is less than it costs: its code, or credit that was counted on, is gone. */
function isLess({ promoGone, creditGone, keptSpent }: Invoice): boolean {
  return promoGone || creditGone || keptSpent !== ZERO;
}

/** What there is of the whole with money of this worth. */
function thereOf({ creditGone, creditUsed, keptSpent }: Invoice, worth: Amount): Amount {
  return subtractAmounts(creditGone ? worth : addAmounts(worth, creditUsed), keptSpent);
}

/** What it costs without money: the credit with the price, or the full price where the code is gone. */
function wholeOf({ price, promo, promoGone, creditUsed }: Invoice): Amount {
  return promoGone ? promo!.fullPrice : addAmounts(price.amount, creditUsed);
}

/** Too little to buy anything with; it stays the member's, who pays the rest another way. */
function kept(invoice: Invoice, worth: Amount): InvoiceOutcome {
  const { price } = invoice;
  return over(invoice, "short", {
    credit: worth,
    notices: [{
      notice: "short_kept",
      credit: worth,
      owed: subtractAmounts(wholeOf(invoice), thereOf(invoice, worth)),
      currency: price.currency,
    }],
  });
}

function owedNotice({ paid, asked, payerCurrency }: PaymentTold): Notice[] {
  if (asked === null || payerCurrency === null) return [];
  return [{ notice: "owed", paid, owed: subtractAmounts(asked, paid), currency: payerCurrency }];
}

/** Over without anything bought: a use of a code and the credit go back. */
function over(
  invoice: Invoice,
  state: InvoiceState,
  more: Partial<InvoiceOutcome>,
): InvoiceOutcome {
  return { ...nothing(invoice, state), promo: "released", creditUse: "released", ...more };
}

function nothing({ lapsed }: Invoice, state: InvoiceState): InvoiceOutcome {
  return {
    state,
    access: null,
    revoked: false,
    credit: ZERO,
    promo: lapsed ? "released" : "reserved",
    creditUse: lapsed ? "released" : "reserved",
    notices: [],
    flags: [],
  };
}
