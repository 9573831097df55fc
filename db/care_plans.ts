import type { CarePlan } from "../domain/care_plan.ts";
import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

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
  moveDue(tx, "care_plan", memberId, before?.running?.dueAt, after.running?.dueAt);
  if (after.running || after.proposal) tx.set(keys.carePlan(memberId), after);
  else tx.delete(keys.carePlan(memberId));
}
