import type { StoredInvoice } from "../../db/invoices.ts";
import { newInvoice } from "../../domain/invoice.ts";
import { decimalOf } from "../../domain/money.ts";
import { PRO_OFFER } from "./offers.ts";

/** An invoice of Pro that was paid in crypto, with changes. */
export function storedInvoice(change: Partial<StoredInvoice> = {}): StoredInvoice {
  const amount = decimalOf("24.99")!;
  const now = change.createdAt ?? 0;
  const invoice = newInvoice({
    id: "1",
    memberId: "member",
    offer: PRO_OFFER,
    price: { amount, currency: "USD" },
    promo: null,
    shortPayment: "top_up",
    accuracyPercent: 1,
    merchant: "merchant",
    expiresAt: now + 3600_000,
  }, now);
  return {
    ...invoice,
    uuid: "uuid",
    told: {
      status: "paid",
      paid: amount,
      asked: amount,
      payerCurrency: "USDT",
      network: "tron",
      txid: "transaction",
    },
    way: "crypto",
    wanted: { way: "crypto", currency: "USD", coin: null, promoCode: null },
    promoPercent: null,
    page: null,
    replaces: null,
    replacedBy: null,
    paidAt: now,
    refundTo: null,
    refundAskedAt: null,
    failures: 0,
    dueAt: null,
    ...change,
  };
}
