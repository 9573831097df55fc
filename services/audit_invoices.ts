/** What is kept of an invoice, and what it brought, follows from what was told of its payment. */
import type { Credit } from "../db/credits.ts";
import { findGiftOfInvoice } from "../db/gifts.ts";
import { getInvoice, type StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { EVENTS_KEPT_FOR, type PaymentEvent } from "../db/payment_events.ts";
import { getUse } from "../db/promos.ts";
import type { Database } from "../db/tx.ts";
import type { Grant } from "../domain/grant.ts";
import { decide, type Invoice, type InvoiceOutcome, outcomeOf } from "../domain/invoice.ts";
import { ZERO } from "../domain/money.ts";
import { compared, type Difference, momentOf } from "./audit_difference.ts";
import { grantIdOf } from "./invoices_effects.ts";

/** An invoice by its id, and all that it brought. */
export async function auditInvoice(db: Database, id: string, now: number): Promise<Difference[]> {
  const invoice = await getInvoice(db, id);
  if (!invoice) return [];
  const outcome = outcomeOf(invoice);
  return [
    ...await auditState(db, invoice, outcome, now),
    ...await auditIndexes(db, invoice),
    ...invoice.memberId === "" ? [] : await auditBrought(db, invoice, outcome),
    ...await auditCode(db, invoice, outcome),
  ];
}

/** The state is that to which the tellings that were applied lead, in whatever order they came. */
async function auditState(
  db: Database,
  invoice: StoredInvoice,
  outcome: InvoiceOutcome,
  now: number,
): Promise<Difference[]> {
  const { id, memberId } = invoice;
  // Some of what was told is not kept any more.
  if (now - invoice.createdAt >= EVENTS_KEPT_FOR) return [];
  const events = await eventsOf(db, invoice);
  const replayed = replay(invoice, events, now);
  const { state, access, credit } = outcomeOf(replayed);
  return compared(
    memberId,
    [`invoice ${id}: state`, state, outcome.state],
    [`invoice ${id}: days`, access?.days, outcome.access?.days],
    [`invoice ${id}: credit`, credit, outcome.credit],
  );
}

async function eventsOf(db: Database, { id, uuid }: StoredInvoice): Promise<PaymentEvent[]> {
  if (uuid === null) return [];
  // The id of an event begins with the processor's name of the invoice.
  const [prefix] = keys.paymentEvent("");
  const found = await db.list<PaymentEvent>({
    prefix: [prefix!],
    start: keys.paymentEvent(`${uuid}:`),
    end: keys.paymentEvent(`${uuid};`),
  });
  return found.map(({ value }) => value)
    .filter(({ payment, claimedAt }) => payment.orderId === id && claimedAt !== null);
}

/** The invoice as it would be by these events; what else happened to it is as it is kept. */
function replay(invoice: StoredInvoice, events: readonly PaymentEvent[], now: number): Invoice {
  let replayed: Invoice = { ...invoice, told: null, refund: null };
  if (invoice.way === "none") replayed = decide(replayed, { kind: "free" }, now).invoice;
  for (const { payment, merchant } of events) {
    replayed = decide(replayed, { kind: "payment", payment, merchant }, now).invoice;
  }
  return replayed;
}

async function auditIndexes(db: Database, invoice: StoredInvoice): Promise<Difference[]> {
  const { id, memberId, dueAt } = invoice;
  const ofMember = memberId === "" || await db.get(keys.invoiceOfMember(memberId, id)) === true;
  const entry = dueAt === null ? id : await db.get(keys.due("invoice", dueAt, id));
  return compared(
    memberId,
    [`invoice ${id}: among those of its member`, true, ofMember],
    [`invoice ${id}: entry among what is due, ${momentOf(dueAt)}`, id, entry],
  );
}

async function auditBrought(
  db: Database,
  invoice: StoredInvoice,
  outcome: InvoiceOutcome,
): Promise<Difference[]> {
  const { id, memberId, offer, creditUsed, paidAt, price } = invoice;
  // Whoever is being erased is being taken out of it.
  if (await db.get(keys.member(memberId)) === undefined) return [];
  const spent = outcome.creditUse === "reserved" || outcome.creditUse === "spent";
  const [left, used, first] = await db.getMany<[Credit, Credit, string]>([
    keys.credit(memberId, `left:${id}`),
    keys.credit(memberId, `used:${id}`),
    keys.firstPayment(memberId),
  ]);
  const isPaid = paidAt !== null && price.amount !== ZERO;
  return [
    ...offer.gift
      ? await auditGiftOf(db, invoice, outcome)
      : await auditGrantOf(db, invoice, outcome),
    ...compared(
      memberId,
      [`invoice ${id}: credit left`, outcome.credit, left?.amount ?? ZERO],
      [`invoice ${id}: credit used`, spent ? `-${creditUsed}` : ZERO, used?.amount ?? ZERO],
      [`invoice ${id}: first payment noted`, true, !isPaid || first !== undefined],
    ),
  ];
}

async function auditGrantOf(
  db: Database,
  invoice: StoredInvoice,
  { access }: InvoiceOutcome,
): Promise<Difference[]> {
  const { memberId } = invoice;
  const grantId = grantIdOf(invoice);
  const grant = await db.get<Grant>(keys.grant(memberId, grantId));
  // An operator may take back what was paid for.
  if (grant?.revokedBy === "operator") return [];
  const days = grant && grant.revokedAt === null ? grant.days : null;
  return compared(memberId, [`grant ${grantId}: days in force`, access?.days, days]);
}

async function auditGiftOf(
  db: Database,
  { id, memberId }: StoredInvoice,
  { access }: InvoiceOutcome,
): Promise<Difference[]> {
  const gift = await findGiftOfInvoice(db, id);
  const days = gift?.takenAt === null ? gift.days : null;
  return compared(memberId, [`gift of invoice ${id}: days`, access?.days, days]);
}

async function auditCode(
  db: Database,
  { id, memberId, promo }: StoredInvoice,
  outcome: InvoiceOutcome,
): Promise<Difference[]> {
  if (!promo) return [];
  const expected = outcome.promo === "counted" ? "used" : outcome.promo;
  const use = await getUse(db, promo.code, id);
  return compared(memberId, [`invoice ${id}: use of its code`, expected, use?.state]);
}
