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
export type InvoiceState =
  | "open"
  /** Money was seen and is not sure yet. */
  | "confirming"
  /** It was too little, and the rest is waited for. */
  | "short_waiting"
  | "expired"
  | "failed"
  /** It was too little, and it is over. */
  | "short"
  /** The processor holds the money back. */
  | "locked"
  | "paid"
  | "refunding"
  | "refunded";

export interface InvoiceOutcome {
  state: InvoiceState;
  /** What the member has by it; `part` where a short payment was for fewer days. */
  access: { days: number; part: boolean } | null;
  /** Whatever was had by it is had no more. */
  revoked: boolean;
  /** What of the money stays with the member, in the invoice's currency. */
  credit: Amount;
  promo: "none" | "reserved" | "released" | "counted";
  notices: Notice[];
  flags: Flag[];
}

/** What follows from an invoice as it is. */
export function outcomeOf(invoice: Invoice): InvoiceOutcome {
  const outcome = refunded(invoice, paymentOutcome(invoice));
  return invoice.promo ? outcome : { ...outcome, promo: "none" };
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
        notices: [{ notice: "refunded" }],
      };
  }
}

function paymentOutcome(invoice: Invoice): InvoiceOutcome {
  const { told } = invoice;
  switch (told?.status) {
    case undefined:
    case "process":
    case "check":
      return nothing(invoice, "open");
    case "confirm_waiting":
    case "confirm_check":
      return { ...nothing(invoice, "confirming"), notices: [{ notice: "seen" }] };
    case "wrong_amount_waiting":
      return { ...nothing(invoice, "short_waiting"), notices: owedNotice(told!) };
    case "cancel":
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
  const { price, offer, promoGone, settledBy } = invoice;
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
  // The price was that of a code which was given to others meanwhile: it is not enough any more.
  if (promoGone) {
    const part = shortOf(invoice, price.amount, invoice.promo!.fullPrice, price.amount);
    const credit = addAmounts(part.credit, excess.credit);
    return { ...part, credit, flags: [{ reason: "promo_gone" }, ...part.flags, ...flags] };
  }
  const { currency } = price;
  return {
    ...nothing(invoice, "paid"),
    access: { days: offer.days, part: false },
    credit: excess.credit,
    promo: "counted",
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
  const { price, promo, promoGone, settledBy } = invoice;
  if (asked === null || compareAmounts(asked, ZERO) <= 0 || paid === ZERO) {
    return over(invoice, "short", { flags: [{ reason: "short_unknown" }] });
  }
  // An amount that says it is enough does not make it so: the processor knows better.
  const counted = compareAmounts(paid, asked) < 0 ? paid : asked;
  const worth = shareOf(price.amount, counted, asked, scaleOf(price.currency));
  if (settledBy !== null) return kept(invoice, worth);
  if (promoGone) return shortOf(invoice, worth, promo!.fullPrice, worth);
  return shortOf(invoice, counted, asked, worth);
}

/** Too little, and over: `part` of `whole` came, which is worth so much of the price. */
function shortOf(invoice: Invoice, part: Amount, whole: Amount, worth: Amount): InvoiceOutcome {
  const { shortPayment, offer, promoGone } = invoice;
  if (shortPayment === "top_up") return kept(invoice, worth);
  const days = Number(shareOf(String(offer.days) as Amount, part, whole, 0));
  if (shortPayment === "refund" || days === 0) {
    return over(invoice, "short", {
      notices: [{ notice: "short_refund" }],
      flags: [{ reason: "refund_due" }],
    });
  }
  return {
    ...nothing(invoice, "short"),
    access: { days, part: true },
    promo: promoGone ? "released" : "counted",
    notices: [{ notice: "prorated", days, of: offer.days }],
  };
}

/** Too little to buy anything with; it stays the member's, who pays the rest another way. */
function kept(invoice: Invoice, worth: Amount): InvoiceOutcome {
  const { price, promo, promoGone } = invoice;
  const whole = promoGone ? promo!.fullPrice : price.amount;
  return over(invoice, "short", {
    credit: worth,
    notices: [{
      notice: "short_kept",
      credit: worth,
      owed: subtractAmounts(whole, worth),
      currency: price.currency,
    }],
  });
}

function owedNotice({ paid, asked, payerCurrency }: PaymentTold): Notice[] {
  if (asked === null || payerCurrency === null) return [];
  return [{ notice: "owed", paid, owed: subtractAmounts(asked, paid), currency: payerCurrency }];
}

/** Over without anything bought: a use of a code goes back. */
function over(
  invoice: Invoice,
  state: InvoiceState,
  more: Partial<InvoiceOutcome>,
): InvoiceOutcome {
  return { ...nothing(invoice, state), promo: "released", ...more };
}

function nothing({ lapsed }: Invoice, state: InvoiceState): InvoiceOutcome {
  return {
    state,
    access: null,
    revoked: false,
    credit: ZERO,
    promo: lapsed ? "released" : "reserved",
    notices: [],
    flags: [],
  };
}
