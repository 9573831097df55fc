/** A plan that is paid in Telegram Stars again with each period, until somebody stops it. */
import type { Localized } from "./community.ts";

export interface StarsSubscription {
  schema: 1;
  memberId: string;
  telegramId: string;
  /** The invoice by which it began; Telegram names it with every payment. */
  invoiceId: string;
  /** The charge of its first payment, by which Telegram knows it, and that of its last one. */
  firstChargeId: string;
  chargeId: string;
  /** Such as `plan:pro`, and what it is called. */
  offer: string;
  name: Localized;
  /** What each period costs. */
  stars: number;
  /** Up to when it is paid, in milliseconds since the Unix epoch. */
  expiresAt: number;
  /** Nothing more is paid; what is paid stays. */
  cancelled: boolean;
}

/** A payment of a subscription. */
export interface SubscriptionPayment {
  chargeId: string;
  stars: number;
  /** Up to when it pays. */
  expiresAt: number;
}

/** How long after its end a renewal is waited for: Telegram may be late, or its word be lost. */
export const RENEWAL_TIME = 24 * 3_600_000;

/** Whether the member has it still. */
export function isRunning({ expiresAt, cancelled }: StarsSubscription, now: number): boolean {
  return now < expiresAt + (cancelled ? 0 : RENEWAL_TIME);
}

/** Whether it is going to be paid again. */
export function isRenewing(subscription: StarsSubscription, now: number): boolean {
  return !subscription.cancelled && isRunning(subscription, now);
}

/**
 * The subscription after one of its payments, whichever way and in whichever order it was told of.
 *
 * Who pays wants to go on: a renewal that Telegram took shows that the stop was taken back there.
 */
export function afterPayment(
  subscription: StarsSubscription,
  { chargeId, stars, expiresAt }: SubscriptionPayment,
): StarsSubscription {
  if (expiresAt <= subscription.expiresAt) return subscription;
  return { ...subscription, chargeId, stars, expiresAt, cancelled: false };
}
