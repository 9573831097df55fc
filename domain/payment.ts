/** What a payment processor tells of an invoice of its own, whichever way it tells it. */
import { type Amount, compareAmounts, decimalOf, shareOf, subtractAmounts, ZERO } from "./money.ts";

/**
 * What the processor may say of an invoice, the further on the later in the list.
 *
 * https://doc.cryptomus.com/business/payments/payment-statuses; `confirm_waiting` is told of by its
 * SDKs only.
 */
export const PAYMENT_STATUSES = [
  "process",
  "check",
  "confirm_waiting",
  "confirm_check",
  "wrong_amount_waiting",
  "cancel",
  "fail",
  "system_fail",
  "wrong_amount",
  "locked",
  "paid",
  "paid_over",
  "refund_process",
  "refund_fail",
  "refund_paid",
] as const;

export type PaymentStatus = typeof PAYMENT_STATUSES[number];

/** After these the processor does nothing more by itself; money may still come, or go back. */
const FINAL: readonly PaymentStatus[] = [
  "paid",
  "paid_over",
  "wrong_amount",
  "fail",
  "cancel",
  "system_fail",
  "refund_fail",
  "refund_paid",
  "locked",
];

/** Of each part of an event's name, which is to fit into a key. */
const MOST_OF_NAME = 200;

/** An invoice as the processor tells of it, in a webhook, in an answer or in a list. */
export interface Payment {
  /** The processor's own name for it. */
  uuid: string;
  /** Ours. */
  orderId: string;
  /** What was asked for, in `currency`. */
  amount: Amount;
  currency: string;
  /** One of `PAYMENT_STATUSES`, or one that nobody knows yet. */
  status: string;
  /** What came in all, in `payerCurrency`; null while nothing did. */
  paid: Amount | null;
  /** What is to come, in `payerCurrency`; null before the payer chose one, or where it is not told. */
  asked: Amount | null;
  payerCurrency: string | null;
  network: string | null;
  /** The transaction on the chain. */
  txid: string | null;
}

/** Whether a status is one that is known; another one is kept and changes nothing. */
export function isPaymentStatus(status: string): status is PaymentStatus {
  return (PAYMENT_STATUSES as readonly string[]).includes(status);
}

/** How far on a status is; less comes earlier. */
export function rankOf(status: PaymentStatus): number {
  return PAYMENT_STATUSES.indexOf(status);
}

/** Whether nothing more comes by itself; an unknown status is not final. */
export function isFinalStatus(status: string): boolean {
  return (FINAL as readonly string[]).includes(status);
}

/** Names what was told: two tellings of one thing, by whatever way, have the same name. */
export function paymentEventId({ uuid, status, paid, txid }: Payment): string {
  return [uuid, status, paid ?? ZERO, txid ?? ""].map((part) => part.slice(0, MOST_OF_NAME))
    .join(":");
}

/** What the names of all that is told of one payment begin with. */
export function paymentNameOf(eventId: string): string {
  return eventId.split(":")[0]!;
}

/** Reads an amount of a webhook or an answer, which may be a text, a number or nothing. */
export function amountTold(told: unknown): Amount | null {
  if (typeof told === "string") return decimalOf(told.trim()) ?? null;
  if (typeof told !== "number" || !Number.isFinite(told)) return null;
  // A number may be one that JavaScript would write with an exponent.
  const text = told.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 });
  return decimalOf(text) ?? null;
}

/** What came, where anything did. */
export function receivedOf({ paid }: Pick<Payment, "paid">): Amount {
  return paid !== null && compareAmounts(paid, ZERO) > 0 ? paid : ZERO;
}

/** Whether what came is all that was to come, but for so many per cent of it. */
export function isEnough(paid: Amount, asked: Amount, accuracyPercent: number): boolean {
  const borne = shareOf(asked, decimalOf(String(accuracyPercent))!, decimalOf("100")!, 30);
  return compareAmounts(subtractAmounts(asked, paid), borne) <= 0;
}
