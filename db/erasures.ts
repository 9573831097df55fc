import type { Usage } from "../domain/allowance.ts";
import type { ErasedPerson, ErasedUsage, Erasure, ErasureReceipt } from "../domain/erasure.ts";
import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** The erasure of a member that is under way. */
export function getErasure(reader: Reader, memberId: string): Promise<Erasure | undefined> {
  return reader.get<Erasure>(keys.erasure(memberId));
}

/** Writes an erasure that begins or goes on, with its index. */
export function setErasure(tx: Transaction, erasure: Erasure): void {
  const { memberId, dueAt } = erasure;
  moveDue(tx, "erasure", memberId, null, dueAt);
  tx.set(keys.erasure(memberId), erasure);
}

/** Ends an erasure: its receipt is all that stays. */
export function endErasure(tx: Transaction, erasure: Erasure, receipt: ErasureReceipt): void {
  const { memberId, dueAt } = erasure;
  moveDue(tx, "erasure", memberId, dueAt, null);
  tx.delete(keys.erasure(memberId));
  tx.set(keys.erasureReceipt(receipt.id), receipt);
}

/** What an erasure removed, for whoever has its id. */
export function getReceipt(reader: Reader, id: string): Promise<ErasureReceipt | undefined> {
  return reader.get<ErasureReceipt>(keys.erasureReceipt(id));
}

/** Keeps what outlives an erasure: a ban and a trial for good, the usage of a day until its end. */
export function setErased(
  tx: Transaction,
  hash: string,
  kept: {
    person: Omit<ErasedPerson, "schema">;
    day: { name: string; endsIn: number };
    usage: ErasedUsage;
  },
): void {
  const { bannedAt, trialGone } = kept.person;
  if (bannedAt !== null || trialGone) {
    tx.set(keys.erased(hash), { schema: 1, bannedAt, trialGone } satisfies ErasedPerson);
  }
  if (Object.keys(kept.usage.used).length === 0) return;
  tx.set(keys.erasedUsage(hash, kept.day.name), kept.usage, { expireIn: kept.day.endsIn });
}

/** Gives what outlived an erasure to the member who takes its place; it is kept there from then on. */
export async function takeErased(
  tx: Transaction,
  hash: string,
  memberId: string,
  day: string,
): Promise<Omit<ErasedPerson, "schema">> {
  // A bare number is a ban that was kept before there were trials.
  const found = await tx.get<ErasedPerson | number>(keys.erased(hash));
  const person = typeof found === "number" ? { bannedAt: found, trialGone: false } : found;
  const usage = await tx.get<ErasedUsage>(keys.erasedUsage(hash, day));
  if (found !== undefined) tx.delete(keys.erased(hash));
  if (usage) tx.delete(keys.erasedUsage(hash, day));
  for (const [kind, used] of Object.entries(usage?.used ?? {})) {
    const given: Usage = { schema: 1, used, reservations: {} };
    tx.set(keys.usage(memberId, kind, day), given);
  }
  return { bannedAt: person?.bannedAt ?? null, trialGone: person?.trialGone ?? false };
}
