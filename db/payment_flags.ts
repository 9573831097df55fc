import type { PaymentFlag } from "../domain/payment_flag.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** What is flagged under a name. */
export function getPaymentFlag(reader: Reader, flagId: string): Promise<PaymentFlag | undefined> {
  return reader.get<PaymentFlag>(keys.paymentFlag(flagId));
}

/** Writes what is flagged, new or looked at. */
export function setPaymentFlag(tx: Transaction, flag: PaymentFlag): void {
  tx.set(keys.paymentFlag(flag.id), flag);
}

/** All that was flagged, the oldest first; for showing. */
export async function listPaymentFlags(db: Database): Promise<PaymentFlag[]> {
  const found = await db.list<PaymentFlag>({ prefix: keys.paymentFlags() });
  return found.map(({ value }) => value).sort((one, other) => one.at - other.at);
}
