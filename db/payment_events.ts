import { type Payment, paymentEventId } from "../domain/payment.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** How long what was applied is remembered, in milliseconds: a year, and the season before it. */
export const EVENTS_KEPT_FOR = 400 * 24 * 3_600_000;

/** What the processor told of a payment, kept until its effects are, and long after. */
export interface PaymentEvent {
  schema: 1;
  /** The same for two tellings of one thing. */
  id: string;
  payment: Payment;
  /** Whose key signed it. */
  merchant: string;
  receivedAt: number;
  /** When what follows from it was committed; null before. */
  claimedAt: number | null;
}

/** Keeps what was told, with its place in the due index; false where it was told before. */
export async function keepPaymentEvent(
  tx: Transaction,
  told: Pick<PaymentEvent, "payment" | "merchant">,
  now: number,
): Promise<boolean> {
  const id = paymentEventId(told.payment);
  const key = keys.paymentEvent(id);
  if (await tx.get(key)) return false;
  const { payment, merchant } = told;
  const event: PaymentEvent = {
    schema: 1,
    id,
    payment,
    merchant,
    receivedAt: now,
    claimedAt: null,
  };
  tx.set(key, event);
  tx.set(keys.due("payment_event", now, id), id);
  return true;
}

/** What was kept under a name; for showing. */
export function getPaymentEvent(reader: Reader, id: string): Promise<PaymentEvent | undefined> {
  return reader.get<PaymentEvent>(keys.paymentEvent(id));
}

/**
 * Takes an event up in the commit of what follows from it; undefined where that was done, or where
 * there is no such event.
 */
export async function claimPaymentEvent(
  tx: Transaction,
  id: string,
  now: number,
): Promise<PaymentEvent | undefined> {
  const key = keys.paymentEvent(id);
  const event = await tx.get<PaymentEvent>(key);
  if (!event || event.claimedAt !== null) return undefined;
  const claimed = { ...event, claimedAt: now };
  tx.set(key, claimed, { expireIn: EVENTS_KEPT_FOR });
  tx.delete(keys.due("payment_event", event.receivedAt, id));
  return claimed;
}

/**
 * Keeps what a poll told, whose effects are in this very commit. Where a webhook told the same, which
 * is applied for itself, it is kept beside it as far as it told `more`. It checks one key.
 */
export async function keepPolledEvent(
  tx: Transaction,
  { payment, merchant }: Pick<PaymentEvent, "payment" | "merchant">,
  now: number,
  { more }: { more: boolean },
): Promise<void> {
  const known = await tx.get<PaymentEvent>(keys.paymentEvent(paymentEventId(payment)));
  if (known && !more) return;
  const id = `${paymentEventId(payment)}${known ? ":polled" : ""}`;
  const event: PaymentEvent = {
    schema: 1,
    id,
    payment,
    merchant,
    receivedAt: now,
    claimedAt: now,
  };
  tx.set(keys.paymentEvent(id), event, { expireIn: EVENTS_KEPT_FOR });
}

/** Ids of events that came until a moment and were not taken up, the oldest first. */
export async function listDuePaymentEvents(
  db: Database,
  now: number,
  limit: number,
): Promise<string[]> {
  const due = await db.list<string>(keys.dueBefore("payment_event", now), { limit });
  return due.map(({ value }) => value);
}
