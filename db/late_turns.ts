import type { Conversation, Turn } from "../domain/conversation.ts";
import { closeOpen, getDigest, setDigest } from "./digests.ts";
import { keys } from "./keys.ts";
import type { Transaction } from "./tx.ts";
import { appendTurn, getConversation } from "./turns.ts";

/**
 * Appends a turn of a call that is over already.
 *
 * Nothing is talked about any more then, and what was said may be summed up or be about to be. So
 * the turn joins its call: the digest is begun anew with it, and a summary without it goes. Where
 * the member talks about something else by now, it stands among that.
 *
 * `talk` is the conversation of the call as its last turn left it; null where it had none.
 */
export async function appendLateTurn(
  tx: Transaction,
  memberId: string,
  turn: Omit<Turn, "schema" | "sequence">,
  talk: { firstSequence: number; lastSequence: number } | null,
): Promise<Turn> {
  const conversation = await getConversation(tx, memberId);
  if (conversation?.open) return await appendTurn(tx, memberId, turn);
  if (talk && conversation?.lastSequence === talk.lastSequence) {
    await reopen(tx, memberId, conversation, { ...talk, lastAt: turn.at });
  }
  const written = await appendTurn(tx, memberId, turn);
  const open = await getConversation(tx, memberId);
  tx.set(keys.conversation(memberId), closeOpen(tx, memberId, open!, turn.at));
  return written;
}

/** Takes back what came of the end of a conversation; the digest that is at work finds itself old. */
async function reopen(
  tx: Transaction,
  memberId: string,
  conversation: Conversation,
  { firstSequence, lastSequence, lastAt }: {
    firstSequence: number;
    lastSequence: number;
    lastAt: number;
  },
): Promise<void> {
  setDigest(tx, await getDigest(tx, memberId, firstSequence), undefined);
  tx.delete(keys.summary(memberId, lastSequence));
  tx.set(keys.conversation(memberId), { ...conversation, open: { firstSequence, lastAt } });
}
