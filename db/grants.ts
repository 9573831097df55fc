import { foldGrants, type Grant, nextChange } from "../domain/grant.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader, type Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** When what a member has changes next, as it stands in the index; `null` where it stays. */
export interface AccessMark {
  schema: 1;
  dueAt: number | null;
}

/** All grants of a member; in a transaction, none comes or goes until its commit. */
export async function listGrants(reader: RangeReader, memberId: string): Promise<Grant[]> {
  const found = await listRange<Grant>(reader, { prefix: keys.grants(memberId) });
  return found.map(({ value }) => value);
}

/** The id of the member who has a grant. */
export function findGrantOwner(reader: Reader, grantId: string): Promise<string | undefined> {
  return reader.get<string>(keys.grantOwner(grantId));
}

/**
 * Writes a new grant, and when what its member has changes next.
 *
 * Answers false, and does nothing, where its source has given before. That the member is there is for
 * the caller to see to, in the same transaction. It checks three keys.
 */
export async function addGrant(tx: Transaction, grant: Grant, now: number): Promise<boolean> {
  const { id, memberId } = grant;
  if (await findGrantOwner(tx, id) !== undefined) return false;
  tx.set(keys.grantOwner(id), memberId);
  tx.set(keys.grant(memberId, id), grant);
  await moveAccessMark(tx, memberId, now);
  return true;
}

/**
 * Ends a grant at `now`; one that has been revoked stays as it is.
 *
 * Answers it and whether it has changed, or undefined where there is none of this id.
 */
export async function revokeGrant(
  tx: Transaction,
  grantId: string,
  now: number,
): Promise<{ grant: Grant; changed: boolean } | undefined> {
  const memberId = await findGrantOwner(tx, grantId);
  if (memberId === undefined) return undefined;
  const known = (await listGrants(tx, memberId)).find(({ id }) => id === grantId);
  if (!known) return undefined;
  if (known.revokedAt !== null) return { grant: known, changed: false };
  const grant = { ...known, revokedAt: now };
  tx.set(keys.grant(memberId, grantId), grant);
  await moveAccessMark(tx, memberId, now);
  return { grant, changed: true };
}

/** When what a member has changes next, as the index has it. */
export function getAccessMark(reader: Reader, memberId: string): Promise<AccessMark | undefined> {
  return reader.get<AccessMark>(keys.accessMark(memberId));
}

/** Notes the next change after `now`; one that is over but nobody has looked at stays noted. */
async function moveAccessMark(tx: Transaction, memberId: string, now: number): Promise<void> {
  const before = await getAccessMark(tx, memberId);
  const overdue = typeof before?.dueAt === "number" && before.dueAt <= now;
  if (!overdue) await setAccessMark(tx, memberId, before, now);
}

async function setAccessMark(
  tx: Transaction,
  memberId: string,
  before: AccessMark | undefined,
  now: number,
): Promise<void> {
  const [was, is] = [
    before?.dueAt ?? null,
    nextChange(foldGrants(await listGrants(tx, memberId)), now),
  ];
  if (before && was === is) return;
  if (was !== null) tx.delete(keys.due("access", was, memberId));
  if (is !== null) tx.set(keys.due("access", is, memberId), memberId);
  tx.set(keys.accessMark(memberId), { schema: 1, dueAt: is } satisfies AccessMark);
}

/** An entry of the index: whose access has changed, and when. */
export interface DueAccess {
  memberId: string;
  dueAt: number;
}

/** The changes that have come by `now`, those that have waited longest first. */
export async function listDueAccess(
  db: Database,
  now: number,
  limit: number,
): Promise<DueAccess[]> {
  const found = await db.list<string>(keys.dueBefore("access", now), { limit });
  return found.map(({ key, value }) => ({ memberId: value, dueAt: Number(key[2]) }));
}

/** Takes a change as seen and notes the next one; answers whether it stood there still. */
export async function passAccessChange(
  tx: Transaction,
  { memberId, dueAt }: DueAccess,
  now: number,
): Promise<boolean> {
  const mark = await getAccessMark(tx, memberId);
  if (mark?.dueAt !== dueAt) {
    tx.delete(keys.due("access", dueAt, memberId));
    return false;
  }
  await setAccessMark(tx, memberId, mark, now);
  return true;
}
