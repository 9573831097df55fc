/** When an invoice is looked at again. */
import type { StoredInvoice } from "../db/invoices.ts";
import { isReserving, nextPollAt, outcomeOf, PROMO_RESERVED_TIME } from "../domain/invoice.ts";

/** The pause after a first failure of the processor, and the longest, in milliseconds. */
const FIRST_PAUSE = 20_000;
const LONGEST_PAUSE = 6 * 3600_000;
/** How long after its end an invoice is asked for whose processor does not answer, in milliseconds. */
const FAILING_TIME = 60 * 24 * 3600_000;
/** How long a refund that was asked for is looked for, in milliseconds. */
const REFUND_TIME = 30 * 24 * 3600_000;

/** The invoice with the moment at which it is to be looked at again. */
export function withDue(invoice: StoredInvoice, now: number): StoredInvoice {
  const moments = [pollAt(invoice, now), lapseAt(invoice)].filter((moment) => moment !== null);
  return { ...invoice, dueAt: moments.length > 0 ? Math.min(...moments) : null };
}

/** When a processor is asked; one in Stars is told of by Telegram, and reconciled apart. */
function pollAt(invoice: StoredInvoice, now: number): number | null {
  if (invoice.way !== "crypto") return null;
  const next = nextPollAt(invoice, now) ?? refundPollAt(invoice, now);
  if (invoice.failures === 0) return next;
  // Whoever did not answer when it was asked for the last time is asked again.
  const isGivenUp = invoice.refund === "paid" || now >= invoice.expiresAt + FAILING_TIME;
  if (next === null && isGivenUp) return null;
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (invoice.failures - 1));
  return Math.max(next ?? now, now + pause);
}

/** A refund that was asked for may not have been told of yet. */
function refundPollAt({ refundTo, refund, expiresAt }: StoredInvoice, now: number): number | null {
  const isAsked = refundTo !== null && refund !== "paid" && refund !== "fail";
  const until = expiresAt + REFUND_TIME;
  return isAsked && now < until ? Math.min(until, now + 10 * FIRST_PAUSE) : null;
}

function lapseAt(invoice: StoredInvoice): number | null {
  if (!isReserving(invoice)) return null;
  return invoice.expiresAt + PROMO_RESERVED_TIME;
}

/** Whether a member may pay it now: another tap for the same answers this one. */
export function isOpen(invoice: StoredInvoice, now: number): boolean {
  const { state } = outcomeOf(invoice);
  if (state === "open") return now < invoice.expiresAt;
  return state === "confirming" || state === "short_waiting";
}

/** Whether money for it was seen, so that it is not replaced by another one. */
export function isMoneySeen(invoice: StoredInvoice): boolean {
  const { state } = outcomeOf(invoice);
  return state === "confirming" || state === "short_waiting";
}
