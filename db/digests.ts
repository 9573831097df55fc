import { type Conversation, SILENCE } from "../domain/conversation.ts";
import type { Digest, Summary } from "../domain/digest.ts";
import { dropDue, listDue, moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/*
 * What is due as `digest` is either a conversation whose silence is over, by its member's id, or a
 * digest that is to be begun, by its member's id and its first turn.
 */
const digestId = ({ memberId, firstSequence }: Pick<Digest, "memberId" | "firstSequence">) =>
  `${memberId}:${firstSequence}`;

/** Something due: a silence of which one does not know yet whether it went on, or a digest. */
export interface DueDigest {
  memberId: string;
  /** Absent for a silence. */
  firstSequence?: number;
  moment: number;
}

/** What is due at `now`, the longest overdue first. */
export async function listDueDigests(
  db: Database,
  now: number,
  limit: number,
): Promise<DueDigest[]> {
  return (await listDue(db, "digest", now, limit)).map(({ id, moment }) => {
    const [memberId = "", first] = id.split(":");
    return { memberId, moment, ...(first !== undefined && { firstSequence: Number(first) }) };
  });
}

/** Takes an entry out that stands for nothing any more. */
export function removeDueDigest(tx: Transaction, due: DueDigest): void {
  const { memberId, firstSequence, moment } = due;
  const id = firstSequence === undefined ? memberId : digestId({ memberId, firstSequence });
  dropDue(tx, "digest", { id, moment });
}

/** A digest that is not done yet, by the first turn of its conversation. */
export function getDigest(
  reader: Reader,
  memberId: string,
  firstSequence: number,
): Promise<Digest | undefined> {
  return reader.get<Digest>(keys.digest(memberId, firstSequence));
}

/** Writes a digest, or removes it; the index follows the change. */
export function setDigest(
  tx: Transaction,
  before: Digest | undefined,
  after: Digest | undefined,
): void {
  const one = after ?? before;
  if (!one) return;
  const { memberId, firstSequence } = one;
  moveDue(tx, "digest", digestId(one), before?.dueAt, after?.dueAt);
  if (!after) return tx.delete(keys.digest(memberId, firstSequence));
  tx.set(keys.digest(memberId, firstSequence), after);
}

/**
 * Ends what is being talked about, so that it is digested at once; returns the conversation as it
 * is to be written.
 */
export function closeOpen(
  tx: Transaction,
  memberId: string,
  conversation: Conversation,
  now: number,
): Conversation {
  const { open, epoch, lastSequence } = conversation;
  if (!open) return conversation;
  unwatch(tx, memberId, conversation);
  setDigest(tx, undefined, {
    schema: 1,
    memberId,
    epoch,
    firstSequence: open.firstSequence,
    lastSequence,
    attempts: 0,
    dueAt: now,
  });
  return { ...conversation, open: null };
}

/** Ends a member's conversation without waiting for a silence, as the end of a call does. */
export async function closeConversation(
  tx: Transaction,
  memberId: string,
  now: number,
): Promise<void> {
  const conversation = await tx.get<Conversation>(keys.conversation(memberId));
  if (!conversation?.open) return;
  tx.set(keys.conversation(memberId), closeOpen(tx, memberId, conversation, now));
}

/** Notes when the silence after a conversation's newest turn will be over. */
export function watch(tx: Transaction, memberId: string, { open }: Conversation): void {
  if (open) moveDue(tx, "digest", memberId, null, open.lastAt + SILENCE);
}

/** Takes back what `watch` noted. */
export function unwatch(tx: Transaction, memberId: string, { open }: Conversation): void {
  if (open) moveDue(tx, "digest", memberId, open.lastAt + SILENCE, null);
}

/** Keeps the summary of a conversation that is over. */
export function setSummary(tx: Transaction, memberId: string, summary: Summary): void {
  tx.set(keys.summary(memberId, summary.lastSequence), summary);
}

/** The summary of the last conversation that has one. */
export async function lastSummary(db: Database, memberId: string): Promise<Summary | undefined> {
  const selector = { prefix: keys.summaries(memberId) };
  return (await db.list<Summary>(selector, { limit: 1, reverse: true }))[0]?.value;
}
