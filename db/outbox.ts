import type { OutboxMessage, OutboxQueue } from "../domain/outbox.ts";
import { moveDue } from "./due.ts";
import { keys } from "./keys.ts";
import type { Database, Transaction } from "./tx.ts";

/** How long a dedupe key is remembered, in milliseconds. */
const DEDUPE_TIME = 45 * 24 * 3600_000;

/**
 * Puts messages to one member at the end of their chat's queue, within the transaction.
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
  const { chatId, createdAt } = messages[0];
  const queue = await tx.get<OutboxQueue>(keys.outboxQueue(chatId));
  const last = queue?.last ?? 0;
  messages.forEach((message, index) =>
    tx.set(keys.outboxMessage(chatId, last + index + 1), message)
  );
  const { first, dueAt } = queue ?? { first: 1, dueAt: createdAt };
  setQueue(tx, chatId, queue, { schema: 1, first, last: last + messages.length, dueAt });
  return true;
}

/** The message of a chat that leaves next, for showing and for sending. */
export async function nextMessage(
  db: Database,
  chatId: string,
): Promise<OutboxMessage | undefined> {
  const queue = await db.get<OutboxQueue>(keys.outboxQueue(chatId));
  return queue && await db.get<OutboxMessage>(keys.outboxMessage(chatId, queue.first));
}

/**
 * Takes the message out at the head of its queue, or leaves it there to be tried again.
 *
 * What is behind it waits until `dueAt` with it. Does nothing where the message is not at the head:
 * somebody else has settled it.
 */
export async function settleMessage(
  tx: Transaction,
  { id, chatId }: OutboxMessage,
  { dueAt, tryAgain }: { dueAt: number; tryAgain: boolean },
): Promise<void> {
  const queue = await tx.get<OutboxQueue>(keys.outboxQueue(chatId));
  if (!queue) return;
  const key = keys.outboxMessage(chatId, queue.first);
  const message = await tx.get<OutboxMessage>(key);
  if (message?.id !== id) return;
  if (tryAgain) {
    tx.set(key, { ...message, attempts: message.attempts + 1 });
    return setQueue(tx, chatId, queue, { ...queue, dueAt });
  }
  tx.delete(key);
  const rest = { ...queue, first: queue.first + 1, dueAt };
  setQueue(tx, chatId, queue, rest.first <= rest.last ? rest : undefined);
}

function setQueue(
  tx: Transaction,
  chatId: string,
  before: OutboxQueue | undefined,
  after: OutboxQueue | undefined,
): void {
  moveDue(tx, "outbox", chatId, before?.dueAt, after?.dueAt);
  if (!after) return tx.delete(keys.outboxQueue(chatId));
  tx.set(keys.outboxQueue(chatId), after);
}
