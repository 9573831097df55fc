/** What is sold for Stars in the box, paid, and shown; nothing here runs. */

/** What a link of the bot sells. */
export interface StarsInvoice {
  /** What follows `https://t.me/$`. */
  slug: string;
  title: string;
  description: string;
  payload: string;
  stars: number;
  /** Seconds until it is paid again; null where it is paid once. */
  period: number | null;
}

/** A link that a member pays again and again. */
export interface StarsSubscription {
  /** The charge of its first payment, by which the bot names it. */
  id: string;
  memberId: number;
  slug: string;
  /** Unix seconds. */
  expiresAt: number;
  /** Who stopped the renewal; both may have. */
  cancelled: { bot: boolean; member: boolean };
  /** Nothing more comes of it: it ran out, or a payment was given back. */
  ended: boolean;
}

/** Stars that went one way or the other; a refund has the charge it gives back. */
export interface StarsTransfer {
  id: string;
  direction: "in" | "out";
  stars: number;
  /** Unix seconds. */
  date: number;
  memberId: number;
  payload: string;
  period: number | null;
  /** The subscription it was paid for. */
  subscriptionId: string | null;
}

/** What became of a tap on "Pay". */
export type StarsPayment =
  | { status: "paid"; chargeId: string }
  /** `reason` is Telegram's, or what the bot said. */
  | { status: "failed"; reason: string };

/** What a member sees before paying. */
export interface StarsOffer extends StarsInvoice {
  balance: number;
}

/** What a member has of Stars and pays again and again, for whoever shows it. */
export interface StarsAccount {
  balance: number;
  subscriptions: (StarsSubscription & { title: string; stars: number })[];
  payments: (StarsTransfer & { title: string; refunded: boolean })[];
}
