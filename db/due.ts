/** The index of what is due, which each noun keeps beside what it writes. */
import { type DueKind, keys } from "./keys.ts";
import type { Database, Transaction } from "./tx.ts";

/** An entry of the index: what is due, and since which moment, in milliseconds. */
export interface Due {
  /** As its noun names it among its kind. */
  id: string;
  moment: number;
}

/** What is due of a kind up to a moment, the longest overdue first. */
export async function listDue(
  db: Database,
  kind: DueKind,
  until: number,
  limit: number,
): Promise<Due[]> {
  const found = await db.list<string>(keys.dueBefore(kind, until), { limit });
  return found.map(({ key, value }) => ({ id: value, moment: Number(key[2]) }));
}

/** Moves an entry from one moment to another; without the one it is new, without the other it goes. */
export function moveDue(
  tx: Transaction,
  kind: DueKind,
  id: string,
  before: number | null | undefined,
  after: number | null | undefined,
): void {
  if (before === after) return;
  if (typeof before === "number") tx.delete(keys.due(kind, before, id));
  if (typeof after === "number") tx.set(keys.due(kind, after, id), id);
}

/** Takes an entry out that stands for nothing any more. */
export function dropDue(tx: Transaction, kind: DueKind, { id, moment }: Due): void {
  tx.delete(keys.due(kind, moment, id));
}
