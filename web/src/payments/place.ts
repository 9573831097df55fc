/** Which invoice is open; kept over a reload, as the screen itself is. */
import { effect, signal } from "@preact/signals";
import { storageOrNull } from "../cache.ts";
import { router } from "../service.ts";
import { launch } from "../telegram.ts";
import { invoiceIn } from "./links.ts";

const KEY = `sfera.invoice.1.${launch.memberId}`;
const storage = storageOrNull(() => sessionStorage);

function kept(): string | null {
  try {
    return storage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}

/** The invoice on the invoice screen. */
export const invoicePlace = signal<string | null>(kept() ?? invoiceIn(launch.startParam));

effect(() => {
  const id = invoicePlace.value;
  try {
    if (id !== null) storage?.setItem(KEY, id);
  } catch {
    // After a reload the payments are shown instead, that is all.
  }
});

/** Shows an invoice. */
export function openInvoiceScreen(id: string): void {
  invoicePlace.value = id;
  router.open("invoice");
}
