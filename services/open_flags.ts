/** Of what was flagged, what still needs a person. */
import { getInvoice } from "../db/invoices.ts";
import { listPaymentFlags } from "../db/payment_flags.ts";
import type { Database } from "../db/tx.ts";
import { type Flag, outcomeOf } from "../domain/invoice.ts";
import type { PaymentFlag } from "../domain/payment_flag.ts";

/** What is so only as long as the invoice stands as it does; anything else has happened, and stays. */
const OF_A_STATE: readonly Flag["reason"][] = [
  "refund_due",
  "refund_failed",
  "locked",
  "system_fail",
  "short_unknown",
  "overpaid_unknown",
];

/** What no operator has dealt with and time has not settled either, the oldest first. */
export async function listOpenFlags(db: Database): Promise<PaymentFlag[]> {
  const waiting = (await listPaymentFlags(db)).filter(({ doneAt }) => doneAt === null);
  const isDue = await Promise.all(waiting.map(async ({ invoiceId, flag: { reason } }) => {
    if (!OF_A_STATE.includes(reason)) return true;
    const invoice = await getInvoice(db, invoiceId);
    return !invoice || outcomeOf(invoice).flags.some((flag) => flag.reason === reason);
  }));
  return waiting.filter((_, at) => isDue[at]);
}
