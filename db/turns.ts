import { type Conversation, NEW_CONVERSATION, type Turn } from "../domain/conversation.ts";
import { keys } from "./keys.ts";
import { listRange, type RangeReader } from "./reader.ts";
import type { Transaction } from "./tx.ts";

/** Appends a turn to a member's conversation, within the transaction; returns it with its number. */
export async function appendTurn(
  tx: Transaction,
  memberId: string,
  turn: Omit<Turn, "schema" | "sequence">,
): Promise<Turn> {
  const conversation = await tx.get<Conversation>(keys.conversation(memberId)) ?? NEW_CONVERSATION;
  const sequence = conversation.lastSequence + 1;
  const written: Turn = { schema: 1, sequence, ...turn };
  tx.set(keys.conversation(memberId), { ...conversation, lastSequence: sequence });
  tx.set(keys.turn(memberId, sequence), written);
  return written;
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
