/** The invoices of the stand-in, and what a payer can do to them. */
import {
  addAmounts,
  type Amount,
  compareAmounts,
  decimalOf,
  shareOf,
  subtractAmounts,
  ZERO,
} from "../../domain/money.ts";
import { isEnough, isFinalStatus, type PaymentStatus } from "../../domain/payment.ts";

/** An invoice as Cryptomus keeps it; amounts as decimals, moments in milliseconds. */
export interface BookInvoice {
  uuid: string;
  orderId: string;
  amount: Amount;
  currency: string;
  topUp: boolean;
  accuracyPercent: number;
  callbackUrl: string | null;
  returnUrl: string | null;
  additionalData: string | null;
  createdAt: number;
  updatedAt: number;
  expiresAt: number;
  status: PaymentStatus;
  /** In the coin that the payer chose; null before. */
  asked: Amount | null;
  paid: Amount;
  txid: string | null;
}

/** What can be done on the pay page. */
export const ACTIONS = {
  see: "Send exactly, not confirmed yet",
  pay: "Pay exactly, or what is missing",
  under: "Pay half",
  over: "Pay a tenth more",
  wallets: "Pay from two wallets, half each",
  again: "Pay all of it once more",
  expire: "Let it expire",
  late: "Let it expire, then pay",
  lock: "Hold the money back",
  fail: "Fail",
  system_fail: "Fail by their error",
  refund: "Pay back",
  refund_fail: "Try to pay back, and fail",
} as const;
export type Action = keyof typeof ACTIONS;

/** The coin that every payer chooses here. */
export const COIN = { currency: "USDT", network: "tron" } as const;
/** USDT for one of the invoice's currency. */
const RATE = "1.00016519";
const COIN_SCALE = 6;

/** What an invoice becomes when somebody acts on it: each step is told in a webhook of its own. */
export function act(invoice: BookInvoice, action: Action, now: number): BookInvoice[] {
  const chosen = chooseCoin(invoice);
  const asked = chosen.asked!;
  const left = subtractAmounts(asked, chosen.paid);
  const missing = compareAmounts(left, ZERO) > 0 ? left : ZERO;
  const half = shareOf(asked, decimalOf("1")!, decimalOf("2")!, COIN_SCALE);
  const tenth = shareOf(asked, decimalOf("1")!, decimalOf("10")!, COIN_SCALE);
  const became = (status: PaymentStatus, before = chosen) => ({
    ...before,
    status,
    updatedAt: now,
  });
  switch (action) {
    case "see":
      return [became("confirm_check", sent(chosen, missing))];
    case "pay":
      return paying(chosen, missing, now);
    case "under":
      return paying(chosen, half, now);
    case "over":
      return paying(chosen, addAmounts(missing, tenth), now);
    case "again":
      return paying(chosen, asked, now);
    case "wallets": {
      const first = paying(chosen, half, now);
      const rest = subtractAmounts(missing, half);
      return [...first, ...paying(first.at(-1)!, rest, now)];
    }
    case "expire":
      return expired(chosen, now);
    case "late": {
      const over = expired({ ...chosen, expiresAt: Math.min(chosen.expiresAt, now) }, now);
      return [...over, ...paying(over.at(-1) ?? chosen, missing, now)];
    }
    case "lock":
      return [became("locked", sent(chosen, missing))];
    case "fail":
      return [became("fail")];
    case "system_fail":
      return [became("system_fail")];
    case "refund":
      return [became("refund_process"), became("refund_paid")];
    case "refund_fail":
      return [became("refund_process"), became("refund_fail")];
  }
}

/** What an invoice becomes when its time is over; nothing where it was not waiting for money. */
export function expired(invoice: BookInvoice, now: number): BookInvoice[] {
  if (isFinalStatus(invoice.status) || invoice.status.startsWith("refund")) return [];
  if (invoice.status.startsWith("confirm")) return [];
  const status = compareAmounts(invoice.paid, ZERO) > 0 ? "wrong_amount" : "cancel";
  return [{ ...invoice, status, updatedAt: now, expiresAt: Math.min(invoice.expiresAt, now) }];
}

/** The invoice with the coin in which it is paid. */
export function chooseCoin(invoice: BookInvoice): BookInvoice {
  const asked = shareOf(invoice.amount, decimalOf(RATE)!, decimalOf("1")!, COIN_SCALE);
  return { ...invoice, asked: invoice.asked ?? asked };
}

function paying(invoice: BookInvoice, amount: Amount, now: number): BookInvoice[] {
  const paid = { ...sent(invoice, amount), updatedAt: now };
  return [{ ...paid, status: "confirm_check" }, { ...paid, status: statusOf(paid, now) }];
}

function statusOf(
  { paid, asked, accuracyPercent, topUp, expiresAt }: BookInvoice,
  now: number,
): PaymentStatus {
  if (compareAmounts(paid, asked!) > 0) return "paid_over";
  if (isEnough(paid, asked!, accuracyPercent)) return "paid";
  return topUp && now < expiresAt ? "wrong_amount_waiting" : "wrong_amount";
}

/** Each transaction has a name of its own. */
function sent(invoice: BookInvoice, amount: Amount): BookInvoice {
  const txid = crypto.randomUUID().replaceAll("-", "").repeat(2);
  return { ...invoice, paid: addAmounts(invoice.paid, amount), txid };
}
