/** What of earlier payments stays with a member, as a list of what was left and what was used. */
import { addAmounts, type Amount, compareAmounts, type Money, ZERO } from "../domain/money.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** So much that an invoice left with the member, or, below zero, took of it. */
export interface Credit extends Money {
  schema: 1;
  /** When it was last written. */
  at: number;
}

/**
 * What a member has in a currency; below zero where what was used was taken back afterwards.
 *
 * In a transaction it is so until its commit. It checks one key.
 */
export async function creditBalance(
  reader: RangeReader,
  memberId: string,
  currency: string,
): Promise<Amount> {
  const found = await listRange<Credit>(reader, { prefix: keys.credits(memberId) });
  return found.filter(({ value }) => value.currency === currency)
    .reduce((sum, { value }) => addAmounts(sum, value.amount), ZERO);
}

/** All that was left with a member and taken of it. */
export async function listCredits(
  reader: RangeReader,
  memberId: string,
): Promise<(Credit & { sourceId: string })[]> {
  const found = await listRange<Credit>(reader, { prefix: keys.credits(memberId) });
  return found.map(({ key, value }) => ({ ...value, sourceId: String(key[2]) }));
}

/** Writes what an invoice left with the member in all; nothing where it left nothing. */
export function setCreditLeft(
  tx: Transaction,
  memberId: string,
  invoiceId: string,
  money: Money,
  now: number,
): void {
  put(tx, memberId, `left:${invoiceId}`, money, now);
}

/** Writes what an invoice took of the member's credit in all; nothing gives it back. */
export function setCreditUsed(
  tx: Transaction,
  memberId: string,
  invoiceId: string,
  { amount, currency }: Money,
  now: number,
): void {
  const taken = amount === ZERO ? ZERO : `-${amount}` as Amount;
  put(tx, memberId, `used:${invoiceId}`, { amount: taken, currency }, now);
}

/** What can be used of a balance. */
export function usableCredit(balance: Amount): Amount {
  return compareAmounts(balance, ZERO) > 0 ? balance : ZERO;
}

function put(
  tx: Transaction,
  memberId: string,
  sourceId: string,
  { amount, currency }: Money,
  now: number,
): void {
  const key = keys.credit(memberId, sourceId);
  if (amount === ZERO) return tx.delete(key);
  tx.set(key, { schema: 1, amount, currency, at: now } satisfies Credit);
}
