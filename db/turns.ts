import { type Conversation, MOST_FORGOTTEN, SILENCE, type Turn } from "../domain/conversation.ts";
import { closeOpen, unwatch, watch } from "./digests.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader, type Reader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** Where a member's turns stand; undefined before the first. */
export function getConversation(
  reader: Reader,
  memberId: string,
): Promise<Conversation | undefined> {
  return reader.get<Conversation>(keys.conversation(memberId));
}

/**
 * Appends a turn to a member's conversation, within the transaction; returns it with its number.
 *
 * A turn after a long silence begins a conversation anew, and the one before it is to be digested.
 */
export async function appendTurn(
  tx: Transaction,
  memberId: string,
  turn: Omit<Turn, "schema" | "sequence">,
): Promise<Turn> {
  let conversation = await getConversation(tx, memberId) ?? begin(turn);
  if (conversation.open && turn.at - conversation.open.lastAt >= SILENCE) {
    conversation = closeOpen(tx, memberId, conversation, turn.at);
  }
  unwatch(tx, memberId, conversation);
  const sequence = conversation.lastSequence + 1;
  const written: Turn = { schema: 1, sequence, ...turn };
  const firstSequence = conversation.open?.firstSequence ?? sequence;
  conversation = {
    ...conversation,
    lastSequence: sequence,
    open: { firstSequence, lastAt: turn.at },
  };
  watch(tx, memberId, conversation);
  tx.set(keys.conversation(memberId), conversation);
  tx.set(keys.turn(memberId, sequence), written);
  return written;
}

function begin({ generationId }: Pick<Turn, "generationId">): Conversation {
  return { schema: 1, lastSequence: 0, epoch: generationId, open: null, forgotten: [] };
}

/** Notes that no fact is to be drawn from these turns again. */
export async function forgetTurns(
  tx: Transaction,
  memberId: string,
  sequences: readonly number[],
): Promise<void> {
  const conversation = await getConversation(tx, memberId);
  if (!conversation || sequences.length === 0) return;
  const forgotten = [...new Set([...conversation.forgotten, ...sequences])]
    .sort((one, other) => one - other).slice(-MOST_FORGOTTEN);
  tx.set(keys.conversation(memberId), { ...conversation, forgotten });
}

/** The newest turns before a sequence number, oldest first. */
export async function listTurns(
  reader: RangeReader,
  memberId: string,
  options: { before?: number; limit: number },
): Promise<Turn[]> {
  const prefix = keys.turns(memberId);
  const selector = options.before === undefined
    ? { prefix }
    : { prefix, end: keys.turn(memberId, options.before) };
  const found = await listRange<Turn>(reader, selector, { limit: options.limit, reverse: true });
  return found.map(({ value }) => value).reverse();
}

/** The turns from one sequence number to another, with both, oldest first. */
export async function listTurnsBetween(
  reader: RangeReader,
  memberId: string,
  { first, last, limit }: { first: number; last: number; limit?: number },
): Promise<Turn[]> {
  const selector = {
    prefix: keys.turns(memberId),
    start: keys.turn(memberId, first),
    end: keys.turn(memberId, last + 1),
  };
  const found = await listRange<Turn>(reader, selector, limit === undefined ? {} : { limit });
  return found.map(({ value }) => value);
}
