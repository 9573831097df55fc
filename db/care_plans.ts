import type { CarePlan } from "../domain/care_plan.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** Where a member stands with care plans, if there ever was one. */
export function getCarePlan(reader: Reader, memberId: string): Promise<CarePlan | undefined> {
  return reader.get<CarePlan>(keys.carePlan(memberId));
}

/**
 * Writes it with its entry in the index of what is due, which moves with `running.dueAt`.
 *
 * `before` is what `getCarePlan` read in the same transaction. One that holds nothing is deleted.
 */
export function setCarePlan(
  tx: Transaction,
  before: CarePlan | undefined,
  after: CarePlan,
): void {
  const { memberId } = after;
  const [was, is] = [before?.running?.dueAt ?? null, after.running?.dueAt ?? null];
  if (was !== null && was !== is) tx.delete(keys.due("care_plan", was, memberId));
  if (is !== null && was !== is) tx.set(keys.due("care_plan", is, memberId), memberId);
  if (after.running || after.proposal) tx.set(keys.carePlan(memberId), after);
  else tx.delete(keys.carePlan(memberId));
}

/** An entry of the index: whose care plan is due since when. */
export interface DueCarePlan {
  memberId: string;
  dueAt: number;
}

/** The care plans that are due at `now`, those that have waited longest first. */
export async function listDueCarePlans(
  db: Database,
  now: number,
  limit: number,
): Promise<DueCarePlan[]> {
  const found = await db.list<string>(keys.dueBefore("care_plan", now), { limit });
  return found.map(({ key, value }) => ({ memberId: value, dueAt: Number(key[2]) }));
}

/** Takes an entry out of the index that no care plan stands behind any more. */
export function dropDueCarePlan(tx: Transaction, { memberId, dueAt }: DueCarePlan): void {
  tx.delete(keys.due("care_plan", dueAt, memberId));
}
