import type { Fact, FactChange } from "../domain/fact.ts";
import { listDue, moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** Every fact of a member, also those that no longer hold or are deleted; oldest first. */
export async function listFacts(reader: RangeReader, memberId: string): Promise<Fact[]> {
  const found = await listRange<Fact>(reader, { prefix: keys.facts(memberId) });
  return found.map(({ value }) => value);
}

/** Writes what a change of a member's facts comes to. */
export function writeFacts(
  tx: Transaction,
  memberId: string,
  { written, removed }: Pick<FactChange, "written" | "removed">,
): void {
  for (const { id } of removed) tx.delete(keys.fact(memberId, id));
  for (const fact of written) tx.set(keys.fact(memberId, fact.id), fact);
}

/** A deleted fact, and the moment at which it goes for good. */
export interface DueFact {
  memberId: string;
  factId: string;
  moment: number;
}

/** Notes that a deleted fact is to go for good at a moment, in milliseconds since the Unix epoch. */
export function addDueFact(tx: Transaction, memberId: string, factId: string, moment: number) {
  moveDue(tx, "fact", dueId(memberId, factId), null, moment);
}

/** Takes back what `addDueFact` noted. */
export function removeDueFact(tx: Transaction, memberId: string, factId: string, moment: number) {
  moveDue(tx, "fact", dueId(memberId, factId), moment, null);
}

function dueId(memberId: string, factId: string): string {
  return `${memberId}:${factId}`;
}

/** Deleted facts that are to go for good at `now`, the longest overdue first. */
export async function listDueFacts(db: Database, now: number, limit: number): Promise<DueFact[]> {
  return (await listDue(db, "fact", now, limit)).map(({ id, moment }) => {
    const [memberId = "", factId = ""] = id.split(":");
    return { memberId, factId, moment };
  });
}
