import type { InvoiceOffer } from "../../domain/invoice.ts";

/** Thirty days of the plan `pro`, as an invoice sells them. */
export const PRO_OFFER: InvoiceOffer = {
  kind: "plan",
  planId: "pro",
  days: 30,
  terms: {
    name: { ru: "Pro", en: "Pro" },
    rank: 1,
    allowances: [{ kind: "calls", limit: null, per: "day" }],
    graceDays: 0,
  },
  gift: false,
};
