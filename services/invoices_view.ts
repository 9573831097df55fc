/** An invoice as its member sees it. */
import { listGrants } from "../db/grants.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import type { Database } from "../db/tx.ts";
import type { Language } from "../domain/community.ts";
import { foldGrants, type Grant } from "../domain/grant.ts";
import { type InvoiceOutcome, outcomeOf } from "../domain/invoice.ts";
import {
  addAmounts,
  type Amount,
  compareAmounts,
  type Money,
  subtractAmounts,
  ZERO,
} from "../domain/money.ts";
import { grantIdOf } from "./invoices_effects.ts";
import { offeredView } from "./invoices_quote.ts";
import type { InvoiceGifts, InvoiceView } from "./invoices_types.ts";

/** Makes views of invoices of one member, who reads this language. */
export async function viewInvoices(
  { db, gifts }: { db: Database; gifts: InvoiceGifts },
  memberId: string,
  invoices: readonly StoredInvoice[],
  { language, now }: { language: Language; now: number },
): Promise<InvoiceView[]> {
  const grants = await listGrants(db, memberId);
  return await Promise.all(invoices.map(async (invoice) => {
    const isPaidGift = invoice.offer.gift && outcomeOf(invoice).access !== null;
    const gift = isPaidGift ? await gifts.ofInvoice(invoice.id) ?? null : null;
    return viewOf(invoice, { grants, gift, language, now });
  }));
}

function viewOf(
  invoice: StoredInvoice,
  { grants, gift, language, now }: {
    grants: readonly Grant[];
    gift: InvoiceView["gift"];
    language: Language;
    now: number;
  },
): InvoiceView {
  const { id, offer, price, promo, creditUsed, page, paidAt, createdAt, expiresAt } = invoice;
  const { currency } = price;
  const outcome = outcomeOf(invoice);
  const state = stateOf(invoice, outcome, now);
  const money = (amount: Amount) => ({ amount, currency });
  const isPayable = state === "open" || state === "short_waiting";
  return {
    id,
    state,
    way: invoice.way === "stars_subscription" ? "stars" : invoice.way,
    offer: offeredView(offer, language),
    gift,
    isGift: offer.gift,
    price,
    fullPrice: money(promo?.fullPrice ?? addAmounts(price.amount, creditUsed)),
    promoCode: promo?.code ?? null,
    credit: creditUsed === ZERO ? null : money(creditUsed),
    createdAt,
    expiresAt,
    paidAt,
    url: isPayable ? page?.url ?? null : null,
    payment: invoice.way === "crypto" ? paymentOf(invoice, isPayable) : null,
    access: accessOf(invoice, outcome, grants),
    kept: outcome.credit === ZERO ? null : money(outcome.credit),
    refundable: isRefundable(invoice),
  };
}

/** Whether an address is asked for, to send the money back to. */
export function isRefundable(invoice: StoredInvoice): boolean {
  const { way, refund, refundTo, uuid } = invoice;
  if (way !== "crypto" || uuid === null || refundTo !== null) return false;
  if (refund === "process" || refund === "paid") return false;
  return outcomeOf(invoice).flags.some(({ reason }) => reason === "refund_due");
}

function stateOf(
  { expiresAt }: StoredInvoice,
  { state }: InvoiceOutcome,
  now: number,
): InvoiceView["state"] {
  if (state === "cancelled") return "expired";
  return state === "open" && now >= expiresAt ? "expired" : state;
}

function paymentOf(
  { told, page, wanted, price }: StoredInvoice,
  isPayable: boolean,
): InvoiceView["payment"] {
  const payerCurrency = told?.payerCurrency ?? wanted.coin?.currency ?? null;
  const inCoin = (amount: Amount | null | undefined): Money | null =>
    amount && payerCurrency !== null ? { amount, currency: payerCurrency } : null;
  const paid = told && compareAmounts(told.paid, ZERO) > 0 ? told.paid : null;
  const asked = told?.asked ?? null;
  const missing = asked !== null && paid !== null ? subtractAmounts(asked, paid) : null;
  return {
    asked: inCoin(asked) ?? (asked === null ? null : { amount: asked, currency: price.currency }),
    paid: inCoin(paid),
    owed: missing !== null && compareAmounts(missing, ZERO) > 0 ? inCoin(missing) : null,
    network: told?.network ?? wanted.coin?.network ?? null,
    address: isPayable ? page?.address ?? null : null,
    qrCode: isPayable ? page?.qrCode ?? null : null,
    transaction: told?.txid ?? null,
  };
}

/** The days that it brought, where they lie now. */
function accessOf(
  invoice: StoredInvoice,
  { access, revoked }: InvoiceOutcome,
  grants: readonly Grant[],
): InvoiceView["access"] {
  if (!access || revoked) return null;
  if (invoice.offer.gift) return { from: null, until: null, days: access.days };
  const { spans, besides } = foldGrants(grants);
  const own = [...spans, ...besides].filter(({ grant, reason }) =>
    grant.id === grantIdOf(invoice) && reason === "granted"
  );
  return { from: own[0]?.from ?? null, until: own.at(-1)?.until ?? null, days: access.days };
}
