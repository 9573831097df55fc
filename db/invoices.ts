import type { Invoice } from "../domain/invoice.ts";
import { moveDue } from "./due.ts";
import { offerId, type PaymentWay } from "../domain/offer.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** A coin on a network. */
export interface Coin {
  currency: string;
  network: string;
}

/** Where an invoice is paid. */
export interface PaymentPage {
  /** The processor's page, or the link that Telegram opens; null where it is no more. */
  url: string | null;
  address: string | null;
  /** A picture of the address, as a `data:` address. */
  qrCode: string | null;
}

/** An invoice as it is kept: with what its life needs beside what is decided from. */
export interface StoredInvoice extends Invoice {
  /** `none`: nothing was to be paid. */
  way: PaymentWay | "none";
  /** What was asked for when it was made, so that the same asked again is the same invoice. */
  wanted: Wanted;
  /** What the code took off in per cent, where it did so. */
  promoPercent: number | null;
  /** Null until the processor has it. */
  page: PaymentPage | null;
  /** The invoice for the same that could still be paid when this one was made. */
  replaces: string | null;
  replacedBy: string | null;
  /** When it first brought what it was for. */
  paidAt: number | null;
  /** The address that the member gave for a refund. */
  refundTo: string | null;
  /** When the processor was asked for that refund. */
  refundAskedAt: number | null;
  /** How often it was asked for at the processor in vain, one after another. */
  failures: number;
  /** When it is looked at again; null once nothing is waited for. */
  dueAt: number | null;
}

/** What a member asked for beside the offer. */
export interface Wanted {
  way: PaymentWay;
  currency: string;
  coin: Coin | null;
  promoCode: string | null;
}

/** A new invoice as it is kept: nothing has been told of it, and nobody has asked for it elsewhere. */
export function storedInvoice(
  invoice: Invoice,
  given:
    & Pick<StoredInvoice, "way" | "wanted">
    & Partial<Pick<StoredInvoice, "promoPercent" | "replaces">>,
): StoredInvoice {
  return {
    promoPercent: null,
    replaces: null,
    ...invoice,
    ...given,
    page: null,
    replacedBy: null,
    paidAt: null,
    refundTo: null,
    refundAskedAt: null,
    failures: 0,
    dueAt: null,
  };
}

/** The place of an offer among the newest invoices of a member, such as `plan:pro:gift`. */
export function offerKey(
  { kind, planId, gift }: Pick<Invoice["offer"], "kind" | "planId" | "gift">,
): string {
  return `${offerId(kind, planId)}${gift ? ":gift" : ""}`;
}

/** An invoice as it is kept. */
export function getInvoice(reader: Reader, invoiceId: string): Promise<StoredInvoice | undefined> {
  return reader.get<StoredInvoice>(keys.invoice(invoiceId));
}

/** The id of the newest invoice of a member for an offer, as `offerKey` names it. */
export function findNewestInvoice(
  reader: Reader,
  memberId: string,
  offer: string,
): Promise<string | undefined> {
  return reader.get<string>(keys.openInvoice(memberId, offer));
}

/** Writes a new invoice with its indexes; one that nobody taps for is no newest one. */
export function addInvoice(
  tx: Transaction,
  invoice: StoredInvoice,
  { newest = true }: { newest?: boolean } = {},
): void {
  const { id, memberId, offer, dueAt } = invoice;
  tx.set(keys.invoice(id), invoice);
  tx.set(keys.invoiceOfMember(memberId, id), true);
  if (newest) tx.set(keys.openInvoice(memberId, offerKey(offer)), id);
  moveDue(tx, "invoice", id, null, dueAt);
}

/** Writes an invoice that is there already, and when it is looked at again. */
export function setInvoice(tx: Transaction, before: StoredInvoice, after: StoredInvoice): void {
  tx.set(keys.invoice(after.id), after);
  moveDue(tx, "invoice", after.id, before.dueAt, after.dueAt);
}

/** The invoices of a member, the newest first; for showing. */
export async function listInvoices(
  db: Database,
  memberId: string,
  limit = 100,
): Promise<StoredInvoice[]> {
  const found = await db.list<true>({ prefix: keys.invoicesOfMember(memberId) }, {
    reverse: true,
    limit,
  });
  const invoices = await db.getMany<StoredInvoice[]>(
    found.map(({ key }) => keys.invoice(String(key[2]))),
  );
  return invoices.filter((invoice) => invoice !== undefined)
    .sort((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1));
}
