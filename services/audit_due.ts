/** What is due stands for something, and what is to be done is due. */
import type { StoredErrand } from "../db/errands.ts";
import type { StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import type { PaymentEvent } from "../db/payment_events.ts";
import type { Database } from "../db/tx.ts";
import { compared, type Difference, momentOf } from "./audit_difference.ts";

/** An entry of the index is that of an invoice, an errand or an event that says the same moment. */
export async function auditDueEntry(db: Database, key: Deno.KvKey): Promise<Difference[]> {
  const [, kind, moment, id] = [key[0], String(key[1]), Number(key[2]), String(key[3])];
  if (await db.get(key) === undefined) return [];
  const found = await momentOfRecord(db, kind, id);
  return compared("", [
    `${kind} ${id}: entry among what is due`,
    momentOf(found),
    momentOf(moment),
  ]);
}

async function momentOfRecord(db: Database, kind: string, id: string): Promise<number | null> {
  if (kind === "invoice") return (await db.get<StoredInvoice>(keys.invoice(id)))?.dueAt ?? null;
  if (kind === "errand") {
    return (await db.get<StoredErrand<unknown>>(keys.errand(id)))?.dueAt ?? null;
  }
  const event = await db.get<PaymentEvent>(keys.paymentEvent(id));
  return event?.claimedAt === null ? event.receivedAt : null;
}

/** What is left to do is due. */
export async function auditErrand(db: Database, key: Deno.KvKey): Promise<Difference[]> {
  const id = String(key[1]);
  const stored = await db.get<StoredErrand<unknown>>(key);
  if (!stored) return [];
  const entry = await db.get(keys.due("errand", stored.dueAt, id));
  return compared("", [`errand ${id}: entry among what is due`, id, entry]);
}
