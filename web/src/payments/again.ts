/** Going to the plans with something in mind. */
import { signal } from "@preact/signals";
import type { InvoiceView } from "../../../routes/schemas.ts";
import { router } from "../service.ts";

export interface Wanted {
  /** What the checkout is opened with; null: nothing by itself. */
  offer: Pick<InvoiceView["offer"], "kind" | "name"> | null;
  gift: boolean;
}

/** What the page of the plans is to open when it can. */
export const wanted = signal<Wanted | null>(null);

/** A code that takes something off, and waits for a checkout. */
export const heldCode = signal<string | null>(null);

/** Shows the checkout of what an invoice was for. */
export function againWith({ offer, isGift, promoCode }: InvoiceView): void {
  wanted.value = { offer, gift: isGift };
  heldCode.value = promoCode ?? heldCode.value;
  router.open("plans");
}

/** Shows the plans for buying one for another. */
export function toGift(): void {
  wanted.value = { offer: null, gift: true };
  router.open("plans");
}
