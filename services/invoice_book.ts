/** All invoices, and what of them needs a person, for an operator. */
import { listInvoices, type StoredInvoice } from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { pagesBelow } from "../db/pages.ts";
import type { Database } from "../db/tx.ts";
import { type InvoiceState, outcomeOf } from "../domain/invoice.ts";
import type { PaymentFlag } from "../domain/payment_flag.ts";
import { listOpenFlags } from "./open_flags.ts";

export type { StoredInvoice } from "../db/invoices.ts";

export interface InvoiceBook {
  /** Invoices of a member or of all, in a state or in any, the newest first. */
  list(
    which: { memberId?: string; state?: InvoiceState; most: number },
  ): Promise<StoredInvoice[]>;
  /** What still needs a person, the oldest first. */
  flags(): Promise<PaymentFlag[]>;
}

/** Makes the book. */
export function createInvoiceBook({ db }: { db: Database }): InvoiceBook {
  return {
    async list({ memberId, state, most }) {
      const found: StoredInvoice[] = [];
      if (memberId !== undefined) found.push(...await listInvoices(db, memberId));
      else {
        for await (const page of pagesBelow<StoredInvoice>(db, keys.invoices())) {
          found.push(...page.map(({ value }) => value));
        }
      }
      return found.filter((invoice) => state === undefined || outcomeOf(invoice).state === state)
        .sort((one, other) => other.createdAt - one.createdAt)
        .slice(0, most);
    },

    flags: () => listOpenFlags(db),
  };
}
