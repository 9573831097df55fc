import { keys } from "./keys.ts";
import type { Transaction } from "./tx.ts";

/** The right of one process to do something alone, until a moment in real time. */
interface Lease {
  schema: 1;
  holder: string;
  /** Milliseconds since the Unix epoch. */
  until: number;
}

/**
 * Takes a lease, or makes it longer where `holder` has it; answers false where another has it.
 */
export async function takeLease(
  tx: Transaction,
  name: string,
  { holder, now, until }: { holder: string; now: number; until: number },
): Promise<boolean> {
  const lease = await tx.get<Lease>(keys.lease(name));
  if (lease && lease.holder !== holder && lease.until > now) return false;
  tx.set(keys.lease(name), { schema: 1, holder, until } satisfies Lease);
  return true;
}

/** Gives a lease back before its end; that of another stays. */
export async function giveBackLease(tx: Transaction, name: string, holder: string): Promise<void> {
  const lease = await tx.get<Lease>(keys.lease(name));
  if (lease?.holder === holder) tx.delete(keys.lease(name));
}
