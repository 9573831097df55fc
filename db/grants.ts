import { foldGrants, type Grant, nextChange } from "../domain/grant.ts";
import { nextReminder, type Reminder, reminderAt } from "../domain/reminder.ts";
import { dropDue, type Due, moveDue } from "./due.ts";
import { listGrants } from "./granted.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

export { listGrants } from "./granted.ts";

/** How far a member's access has been followed, for the indexes of what is due. */
export interface AccessMark {
  schema: 1;
  /** Up to this moment, its changes have been seen. */
  seenAt: number;
  /** The first change after it by the fold of the grants; `null` where there is none. */
  dueAt: number | null;
  /** Up to this moment, reminders have been looked at. */
  remindedAt?: number;
  /** The first reminder after it; `null` where there is none. */
  remindAt?: number | null;
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
 * Writes a grant as it is to be in the end: a new one, or, where its source gave it before, with the
 * days of `grant` and in force again. When it may begin stays as it was first written.
 *
 * That only one commit at a time is about this source, and that the member is there, is for the caller
 * to see to, in the same transaction. It checks two keys.
 */
export async function putGrant(tx: Transaction, grant: Grant, now: number): Promise<Grant> {
  const { id, memberId, days } = grant;
  const known = (await listGrants(tx, memberId)).find((one) => one.id === id);
  const put = known ? { ...known, days, revokedAt: null } : grant;
  tx.set(keys.grantOwner(id), memberId);
  tx.set(keys.grant(memberId, id), put);
  await moveAccessMark(tx, memberId, now);
  return put;
}

/**
 * Ends a grant of this member at `now`, as `revokeGrant` does; answers whether that changed it. It
 * checks two keys.
 */
export async function revokeGrantOf(
  tx: Transaction,
  memberId: string,
  grantId: string,
  now: number,
): Promise<boolean> {
  const known = (await listGrants(tx, memberId)).find(({ id }) => id === grantId);
  if (!known || known.revokedAt !== null) return false;
  tx.set(keys.grant(memberId, grantId), { ...known, revokedAt: now });
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
  revokedBy?: Grant["revokedBy"],
): Promise<{ grant: Grant; changed: boolean } | undefined> {
  const memberId = await findGrantOwner(tx, grantId);
  if (memberId === undefined) return undefined;
  const known = (await listGrants(tx, memberId)).find(({ id }) => id === grantId);
  if (!known) return undefined;
  if (known.revokedAt !== null) return { grant: known, changed: false };
  const grant = { ...known, revokedAt: now, ...(revokedBy && { revokedBy }) };
  tx.set(keys.grant(memberId, grantId), grant);
  await moveAccessMark(tx, memberId, now);
  return { grant, changed: true };
}

/** How far a member's access has been followed; undefined where nothing was ever granted. */
export function getAccessMark(reader: Reader, memberId: string): Promise<AccessMark | undefined> {
  return reader.get<AccessMark>(keys.accessMark(memberId));
}

/**
 * Notes the next change and the next reminder after `now`; what has come and nobody has looked at yet
 * stays to be seen.
 */
async function moveAccessMark(tx: Transaction, memberId: string, now: number): Promise<void> {
  const before = await getAccessMark(tx, memberId);
  const isOverdue = (moment?: number | null) => typeof moment === "number" && moment <= now;
  await setAccessMark(tx, memberId, before, {
    seenAt: isOverdue(before?.dueAt) ? before!.seenAt : now,
    remindedAt: isOverdue(before?.remindAt) ? before!.remindedAt! : now,
  });
}

async function setAccessMark(
  tx: Transaction,
  memberId: string,
  before: AccessMark | undefined,
  { seenAt, remindedAt }: Required<Pick<AccessMark, "seenAt" | "remindedAt">>,
): Promise<void> {
  const timeline = foldGrants(await listGrants(tx, memberId));
  const dueAt = nextChange(timeline, seenAt);
  const remindAt = nextReminder(timeline.spans, remindedAt);
  moveDue(tx, "access", memberId, before?.dueAt, dueAt);
  moveDue(tx, "reminder", memberId, before?.remindAt, remindAt);
  const mark: AccessMark = { schema: 1, seenAt, dueAt, remindedAt, remindAt };
  tx.set(keys.accessMark(memberId), mark);
}

/**
 * Takes the reminders up to `now` as looked at and notes the next one.
 *
 * Answers the one that is to be sent: of those that have come, the one that makes sense now.
 */
export async function passReminders(
  tx: Transaction,
  due: Due,
  now: number,
): Promise<Reminder | undefined> {
  const { id: memberId, moment } = due;
  const mark = await getAccessMark(tx, memberId);
  if (!mark || mark.remindAt !== moment) return void dropDue(tx, "reminder", due);
  const { spans } = foldGrants(await listGrants(tx, memberId));
  const { seenAt, remindedAt = now } = mark;
  await setAccessMark(tx, memberId, mark, { seenAt, remindedAt: now });
  const reminder = reminderAt(spans, now);
  return reminder && reminder.from > remindedAt ? reminder : undefined;
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
  const { remindedAt = now } = mark;
  await setAccessMark(tx, memberId, mark, { seenAt: now, remindedAt });
  return true;
}
