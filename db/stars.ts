import type { StarsSubscription } from "../domain/stars_subscription.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** How far Telegram's list of transactions has been read. */
export interface StarsCursor {
  schema: 1;
  /** So many of them, the oldest ones, are done. */
  offset: number;
  /** When there were no more, by the community's clock; null before that happened. */
  readAt: number | null;
}

/** The subscription of a member, running or over. */
export function getStarsSubscription(
  reader: Reader,
  memberId: string,
): Promise<StarsSubscription | undefined> {
  return reader.get<StarsSubscription>(keys.starsSubscription(memberId));
}

/** Writes the subscription of its member, in place of another one. */
export function setStarsSubscription(tx: Transaction, subscription: StarsSubscription): void {
  tx.set(keys.starsSubscription(subscription.memberId), subscription);
}

/** Forgets the subscription of a member. */
export function dropStarsSubscription(tx: Transaction, memberId: string): void {
  tx.delete(keys.starsSubscription(memberId));
}

/** How far the list was read; at its beginning where it never was. */
export async function getStarsCursor(reader: Reader): Promise<StarsCursor> {
  return await reader.get<StarsCursor>(keys.starsCursor()) ??
    { schema: 1, offset: 0, readAt: null };
}

/** Moves on from where another process may have moved meanwhile; false where one has. */
export async function moveStarsCursor(
  tx: Transaction,
  from: StarsCursor,
  to: StarsCursor,
): Promise<boolean> {
  if ((await getStarsCursor(tx)).offset !== from.offset) return false;
  tx.set(keys.starsCursor(), to);
  return true;
}
