/** Payments in Telegram Stars as Sfera sees them; `clients/stars.ts` speaks with Telegram. */

/** A link by which an invoice is paid in Stars. */
export interface StarsLink {
  /** 1 to 128 bytes; every payment by the link carries it. */
  invoiceId: string;
  /** What is sold, and what it is; what is longer than 32 and 255 characters is cut. */
  title: string;
  description: string;
  /** A whole number of Stars; a subscription costs 10,000 at most. */
  stars: number;
  /** Whether it is paid again every thirty days until it is cancelled. */
  subscription: boolean;
}

/** Stars that came to the bot, or went from it. */
export interface StarsTransaction {
  /** The charge; that of a refund is the one it gives back. */
  id: string;
  direction: "in" | "out";
  stars: number;
  /** Milliseconds since the Unix epoch. */
  at: number;
  /** The member by their Telegram id; null where it is no payment for an invoice. */
  telegramId: string | null;
  /** What the link was made for; null where Telegram does not say. */
  invoiceId: string | null;
  /** For how long a subscription was paid, in milliseconds; null where it is none. */
  period: number | null;
}

/**
 * Takes payments in Telegram Stars.
 *
 * Errors: `payments_unavailable` where Telegram did not answer, and what was asked may have been
 * done; `payments_refused` with a `reason` for the operator.
 */
export interface Stars {
  /** Ours, as invoices name it: `stars:` and the bot's id. */
  readonly merchant: string;
  /** The address for `openInvoice`; whoever has it can pay, until the bot refuses. */
  createLink(link: StarsLink, signal: AbortSignal): Promise<string>;
  /** Lets a payment go on, or refuses it in words that Telegram shows; within ten seconds. */
  answerPreCheckout(queryId: string, refusal?: string): Promise<void>;
  /** Gives all of a payment back; that of a subscription also ends its renewal. */
  refund(payment: { telegramId: string; chargeId: string }): Promise<"refunded" | "already">;
  /** Stops the renewal at the end of what is paid, or allows it again; by the first payment. */
  setSubscription(
    subscription: { telegramId: string; chargeId: string; cancelled: boolean },
  ): Promise<void>;
  /** The bot's transactions, the oldest first: at most `limit` (1 to 100) after `offset` of them. */
  transactions(page: { offset: number; limit: number }): Promise<StarsTransaction[]>;
}
