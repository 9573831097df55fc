import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** Something that follows from a commit, until it is done. */
export interface StoredErrand<Errand> {
  schema: 1;
  errand: Errand;
  /** How often it was tried in vain. */
  attempts: number;
  dueAt: number;
}

/**
 * Leaves an errand to be done; one of its id that is not done yet begins anew. It checks nothing.
 */
export function addErrand<Errand extends { id: string }>(
  tx: Transaction,
  errand: Errand,
  now: number,
): void {
  const stored: StoredErrand<Errand> = { schema: 1, errand, attempts: 0, dueAt: now };
  tx.set(keys.errand(errand.id), stored);
  moveDue(tx, "errand", errand.id, null, now);
}

/** An errand that is left to do; undefined once it is done. */
export function getErrand<Errand>(
  reader: Reader,
  errandId: string,
): Promise<StoredErrand<Errand> | undefined> {
  return reader.get<StoredErrand<Errand>>(keys.errand(errandId));
}

/** Takes an errand out, which is done. */
export function dropErrand(
  tx: Transaction,
  errandId: string,
  { dueAt }: { dueAt: number },
): void {
  tx.delete(keys.errand(errandId));
  moveDue(tx, "errand", errandId, dueAt, null);
}

/** Puts an errand off that was tried in vain. */
export function postponeErrand<Errand extends { id: string }>(
  tx: Transaction,
  stored: StoredErrand<Errand>,
  dueAt: number,
): void {
  const { errand, attempts } = stored;
  tx.set(keys.errand(errand.id), { ...stored, attempts: attempts + 1, dueAt });
  moveDue(tx, "errand", errand.id, stored.dueAt, dueAt);
}
