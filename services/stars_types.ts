/** What Telegram tells of payments in Stars, and what is asked of those who keep invoices. */
import type { PreCheckout, PreCheckoutRefusal, Renewal } from "./invoices_types.ts";

/** A payment that was made. */
export interface StarsPaid {
  chargeId: string;
  /** What its link was made for. */
  invoiceId: string;
  telegramId: string;
  stars: number;
  /** Such as `XTR`. */
  currency: string;
  /** When, in milliseconds since the Unix epoch. */
  at: number;
  /** Of a subscription: up to when it pays, and whether it is the first, where that is told. */
  recurring: { expiresAt: number; first: boolean | undefined } | null;
}

/** A payment that was given back. */
export interface StarsRefunded {
  chargeId: string;
  invoiceId: string;
  telegramId: string;
  stars: number;
  currency: string;
}

/** What became of a subscription at Telegram, by its member or for want of Stars. */
export interface StarsSubscriptionTold {
  telegramId: string;
  invoiceId: string;
  state: "active" | "canceled" | "failed";
}

/** A payment that is about to be made. */
export interface StarsQuery {
  invoiceId: string;
  telegramId: string;
  /** An IETF tag, as in the member's Telegram. */
  languageCode: string | undefined;
  stars: number;
  currency: string;
}

/** The subscription of a member, as they see it. */
export interface StarsSubscriptionView {
  offer: string;
  name: string;
  stars: number;
  state: "active" | "cancelled";
  /** When it renews itself, or is over where it is cancelled. */
  renewsAt: number;
}

/** What is asked of invoices. */
export interface StarsInvoices {
  preCheckout(query: PreCheckout): Promise<PreCheckoutRefusal | undefined>;
  /** Applies a payment that was kept, once. */
  apply(eventId: string): Promise<unknown>;
  /** Makes and pays the invoice of a further payment, once for its charge; answers its id. */
  renew(renewal: Renewal): Promise<string>;
}

/** Selling for Stars, as the bot, the routes and the sweeps use it. */
export interface StarsSales {
  /** Why a payment must not be made, in the member's language; undefined where it may. */
  preCheckout(query: StarsQuery): Promise<string | undefined>;
  /** That it cannot be told in time whether it may; without asking the store. */
  busyText(languageCode: string | undefined): Promise<string>;
  /** Keeps what was paid, then applies it; again it changes nothing. */
  paid(payment: StarsPaid): Promise<void>;
  /** Keeps that it was given back, then applies it; again it changes nothing. */
  refunded(refund: StarsRefunded): Promise<void>;
  /** Follows what became of a subscription at Telegram. */
  changed(told: StarsSubscriptionTold): Promise<void>;
  /** The member's subscription; null where there is none, or it is over. */
  subscription(memberId: string): Promise<StarsSubscriptionView | null>;
  /** Stops the renewal; what is paid stays. Errors: `not_found`, and those of `Stars`. */
  cancel(memberId: string): Promise<StarsSubscriptionView>;
  /** Lets it renew itself again. Errors: `not_found`, and those of `Stars`. */
  resume(memberId: string): Promise<StarsSubscriptionView>;
  /** Finds in Telegram's list what it did not tell of; answers how much there was. */
  reconcile(signal: AbortSignal): Promise<number>;
}
