/** What there is to buy and what was bought, of this page's member. */
import type {
  GiftView,
  InvoiceView,
  PlanView,
  ReferralView,
  Sale,
  SubscriptionView,
} from "../../../routes/schemas.ts";
import { api } from "../service.ts";
import { createResource } from "./resource.ts";

export const plans = createResource(
  api,
  "/api/plans",
  ({ plans }: { plans: PlanView[] }) => plans,
);
export const sale = createResource(api, "/api/sale", (sale: Sale) => sale);
export const invoices = createResource(
  api,
  "/api/invoices",
  ({ invoices }: { invoices: InvoiceView[] }) => invoices,
);
export const gifts = createResource(api, "/api/gifts", ({ gifts }: { gifts: GiftView[] }) => gifts);
export const referral = createResource(api, "/api/referral", (view: ReferralView) => view);
/** Wrapped, so that none differs from not known. */
export const subscription = createResource(
  api,
  "/api/subscription",
  (answer: { subscription: SubscriptionView | null }) => answer,
);

/** What an answer told of an invoice before its own page asked. */
const told = new Map<string, InvoiceView>();

/** Keeps what an answer told of an invoice, also in the list where that is known. */
export function keepInvoice(invoice: InvoiceView): void {
  told.set(invoice.id, invoice);
  const known = invoices.value.peek();
  if (!known) return;
  const isNew = !known.some(({ id }) => id === invoice.id);
  invoices.set(
    isNew ? [invoice, ...known] : known.map((one) => one.id === invoice.id ? invoice : one),
  );
}

/** What is known of an invoice without asking. */
export function knownInvoice(id: string): InvoiceView | null {
  return told.get(id) ?? invoices.value.peek()?.find((one) => one.id === id) ?? null;
}
