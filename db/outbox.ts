import {
  mayBeClaimed,
  noticeOf,
  type OutboxMessage,
  type OutboxPace,
  type OutboxQueue,
} from "../domain/outbox.ts";
import { listDue, moveDue } from "./due.ts";
import { keys, type OutboxLane } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** How long a dedupe key is remembered, in milliseconds. */
const DEDUPE_TIME = 45 * 24 * 3600_000;

/** Which of its chat's queues a kind of message stands in. */
function laneOf(kind: string): OutboxLane {
  return noticeOf(kind) ? "later" : "now";
}

/**
 * Puts messages of one kind to one member at the end of their chat's queue, within the transaction.
 *
 * Answers false, and does nothing, where something was put in under the same key before.
 */
export async function addMessages(
  tx: Transaction,
  memberId: string,
  dedupeKey: string,
  messages: readonly OutboxMessage[],
): Promise<boolean> {
  const dedupe = keys.outboxDedupe(memberId, dedupeKey);
  if (await tx.get<boolean>(dedupe)) return false;
  tx.set(dedupe, true, { expireIn: DEDUPE_TIME });
  if (!messages[0]) return true;
  const { chatId, createdAt, kind } = messages[0];
  const lane = laneOf(kind);
  const queue = await tx.get<OutboxQueue>(keys.outboxQueue(chatId, lane));
  const last = queue?.last ?? 0;
  messages.forEach((message, index) =>
    tx.set(keys.outboxMessage(chatId, last + index + 1, lane), message)
  );
  const { first, dueAt } = queue ?? { first: 1, dueAt: createdAt };
  const after: OutboxQueue = { schema: 1, first, last: last + messages.length, dueAt };
  setQueue(tx, { chatId, lane }, queue, after);
  return true;
}

/** A queue of a chat. */
export interface OutboxPlace {
  chatId: string;
  lane: OutboxLane;
}

/** The message that leaves a queue next, and where it stands. */
export interface NextMessage extends OutboxPlace {
  number: number;
  message: OutboxMessage;
}

/** The queues of which the first message is due, those that have waited longest first. */
export async function listDueQueues(
  db: Database,
  until: number,
  limit: number,
): Promise<OutboxPlace[]> {
  return (await listDue(db, "outbox", until, limit)).map(({ id }) => {
    const [chatId = "", lane] = id.split(":");
    return { chatId, lane: lane === "later" ? "later" : "now" };
  });
}

/** The message of a queue that leaves next, for showing and for sending. */
export async function nextMessage(
  db: Database,
  { chatId, lane }: OutboxPlace,
): Promise<NextMessage | undefined> {
  const queue = await db.get<OutboxQueue>(keys.outboxQueue(chatId, lane));
  if (!queue) return undefined;
  const number = queue.first;
  const message = await db.get<OutboxMessage>(keys.outboxMessage(chatId, number, lane));
  return message && { chatId, lane, number, message };
}

/** Who sends, and until when it may have begun to. */
export function getPace(reader: Reader): Promise<OutboxPace | undefined> {
  return reader.get<OutboxPace>(keys.outboxPace());
}

/** Notes who sends, and until when it may have begun to. */
export function setPace(tx: Transaction, pace: Omit<OutboxPace, "schema">): void {
  tx.set(keys.outboxPace(), { schema: 1, ...pace } satisfies OutboxPace);
}

/**
 * Takes a message for whoever sends it: `gone` where it is not there any more, and `doubtful` where
 * others took it and nobody knows what became of it, so that it is not to be sent again.
 */
export async function claimMessage(
  tx: Transaction,
  { chatId, lane, number, message: { id } }: NextMessage,
  by: string,
): Promise<"claimed" | "doubtful" | "gone"> {
  const key = keys.outboxMessage(chatId, number, lane);
  const message = await tx.get<OutboxMessage>(key);
  if (message?.id !== id) return "gone";
  if (!mayBeClaimed(message, by)) return "doubtful";
  const { claim } = message;
  if (claim?.by !== by) {
    tx.set(key, { ...message, claim: { by, times: (claim?.times ?? 0) + 1 } });
  }
  return "claimed";
}

/** What becomes of the message at the head of a queue. */
export interface Settling {
  /** When the queue goes on, at the earliest. */
  dueAt: number;
  /** It stays at the head. */
  tryAgain: boolean;
  /** This try was one of those that it is given up after. */
  counts?: boolean;
}

/**
 * Takes the message out at the head of its queue, or leaves it there to be tried again.
 *
 * What is behind it waits until `dueAt` with it. Does nothing, and answers false, where the message is
 * not at the head: somebody else has settled it.
 */
export async function settleMessage(
  tx: Transaction,
  place: OutboxPlace,
  id: string,
  { dueAt, tryAgain, counts = true }: Settling,
): Promise<boolean> {
  const { chatId, lane } = place;
  const queue = await tx.get<OutboxQueue>(keys.outboxQueue(chatId, lane));
  if (!queue) return false;
  const key = keys.outboxMessage(chatId, queue.first, lane);
  const message = await tx.get<OutboxMessage>(key);
  if (message?.id !== id) return false;
  if (tryAgain) {
    const { claim: _, ...rest } = message;
    tx.set(key, { ...rest, attempts: message.attempts + (counts ? 1 : 0) });
    setQueue(tx, place, queue, { ...queue, dueAt });
    return true;
  }
  tx.delete(key);
  const rest = { ...queue, first: queue.first + 1, dueAt };
  setQueue(tx, place, queue, rest.first <= rest.last ? rest : undefined);
  return true;
}

function setQueue(
  tx: Transaction,
  { chatId, lane }: OutboxPlace,
  before: OutboxQueue | undefined,
  after: OutboxQueue | undefined,
): void {
  const id = lane === "now" ? chatId : `${chatId}:${lane}`;
  moveDue(tx, "outbox", id, before?.dueAt, after?.dueAt);
  const key = keys.outboxQueue(chatId, lane);
  if (!after) return tx.delete(key);
  tx.set(key, after);
}
