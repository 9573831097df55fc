/** Invoices for one purchase of which another one was paid. */
import { getInvoice, type StoredInvoice } from "../db/invoices.ts";
import type { Database } from "../db/tx.ts";
import { type ApplyDependencies, applyOwn } from "./invoices_apply.ts";

/** Most invoices that replaced one another which are looked at, in each direction. */
const MOST_OF_CHAIN = 50;

/**
 * Tells every invoice that was for the same, and could be paid at one time with this one, that it was
 * settled by it; again it changes nothing. Answers the errands that were left.
 */
export async function settleOthers(
  deps: ApplyDependencies,
  invoiceId: string,
): Promise<string[]> {
  const invoice = await getInvoice(deps.db, invoiceId);
  if (!invoice) return [];
  const errands: string[] = [];
  for (const direction of ["replaces", "replacedBy"] as const) {
    for (const other of await chainOf(deps.db, invoice, direction)) {
      const event = { kind: "settled_elsewhere" as const, invoiceId };
      errands.push(...(await applyOwn(deps, other, [event])).errands);
    }
  }
  return errands;
}

async function chainOf(
  db: Database,
  invoice: StoredInvoice,
  direction: "replaces" | "replacedBy",
): Promise<string[]> {
  const ids: string[] = [];
  let next = invoice[direction];
  while (next !== null && ids.length < MOST_OF_CHAIN) {
    ids.push(next);
    next = (await getInvoice(db, next))?.[direction] ?? null;
  }
  return ids;
}
