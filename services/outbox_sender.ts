import { getLogger } from "@logtape/logtape";
import {
  claimMessage,
  getPace,
  listDueQueues,
  type NextMessage,
  nextMessage,
  setPace,
} from "../db/outbox.ts";
import type { OutboxMessage } from "../domain/outbox.ts";
import type { OutboxDependencies } from "./outbox.ts";
import type { Verdict } from "./outbox_judge.ts";
import { createPacing, MESSAGE_EVERY } from "./outbox_pacing.ts";
import { createSettling } from "./outbox_settling.ts";
import type { DeliveryResult } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "outbox"]);

/** How often the store is looked at without a wake-up, in milliseconds. */
const LOOK_EVERY = 500;
/** Queues that are looked at in a round: more than can be on their way or at rest. */
const LOOKED_AT = 120;
/** Messages that one commit claims: each is a check, and there are ten. */
const CLAIMED_AT_ONCE = 8;
/** Most messages that are on their way to Telegram at a time. */
const MOST_ON_THEIR_WAY = 30;
/** How long claimed messages may be held up beyond their pace before they are claimed anew. */
const CLAIM_TIME = 1_000;

/** What sends the messages of the outbox from one process. */
export interface OutboxSender {
  run(signal: AbortSignal): Promise<void>;
}

/** Another sender has taken over. */
class TakenOver extends Error {}

/*
 * Two processes, one pace.
 *
 * Whoever sends has written its name into the pace, with the last moment at which it may begin to
 * send, and sends nothing after that moment without having moved it in a commit that also claims the
 * messages. A successor writes its own name, whereupon that commit fails, and waits until that moment
 * and a second more. So two never send at a time, and the successor owes no rest to anybody, whatever
 * became of the lease, of the clocks of timers, and of the process before it.
 *
 * A message is claimed before it is sent. Who finds the claim of another knows that it may have been
 * sent: news are then left alone, and anything else is sent once more at most.
 */

/** Makes the sender of one process. */
export function createSender(deps: OutboxDependencies): OutboxSender {
  const { db, clock, liveness, ids, messenger, wakes, judge } = deps;
  const name = ids.next();
  const pacing = createPacing(deps);
  const settling = createSettling(deps, name);
  /** The messages on their way, by their chats. */
  const underWay = new Map<string, Promise<void>>();
  /** What became of messages, until it is written down: a store that is away sends nothing twice. */
  const unsettled = new Map<string, DeliveryResult>();

  /** Takes the pace over, and waits until nothing of another sender can be too near. */
  async function takeOver(signal: AbortSignal): Promise<void> {
    const free = await db.tx(async (tx) => {
      const pace = await getPace(tx);
      if (pace?.holder === name) return 0;
      setPace(tx, { holder: name, until: pace?.until ?? 0 });
      return (pace?.until ?? 0) + pacing.chatEvery;
    });
    await pacing.wait(free, signal);
  }

  /** The messages of a round: due, of chats that are neither resting nor being written to. */
  async function pick(signal: AbortSignal): Promise<{ picked: NextMessage[]; settled: boolean }> {
    const picked: NextMessage[] = [];
    const chats = new Set<string>();
    let settled = false;
    for (const place of await listDueQueues(db, clock.now(), LOOKED_AT)) {
      if (picked.length === CLAIMED_AT_ONCE || signal.aborted) break;
      const { chatId } = place;
      if (chats.has(chatId) || underWay.has(chatId) || pacing.rests(chatId)) continue;
      const next = await nextMessage(db, place);
      if (!next) continue;
      const judged = await judgedNow(next);
      if (judged) {
        picked.push(judged);
        chats.add(chatId);
      } else settled = true;
    }
    return { picked, settled };
  }

  /** The message as it is to be said now; undefined where it is not to be sent now. */
  async function judgedNow(next: NextMessage): Promise<NextMessage | undefined> {
    const { message, lane } = next;
    const known = unsettled.get(message.id);
    if (known) {
      await settleKnown(next, known);
      return undefined;
    }
    const verdict: Verdict = lane === "later" && judge
      ? await (await judge())(message)
      : { kind: "send" };
    if (verdict.kind === "send") {
      return { ...next, message: { ...message, text: verdict.text ?? message.text } };
    }
    await settling.byVerdict(next, verdict);
    return undefined;
  }

  /** Claims messages, and the time to begin to send them in; answers those that may be sent. */
  async function claim(picked: NextMessage[]): Promise<NextMessage[]> {
    const soonest = Math.max(pacing.nextAt(), liveness.now());
    const until = soonest + picked.length * MESSAGE_EVERY + CLAIM_TIME;
    const found = await db.tx(async (tx) => {
      const pace = await getPace(tx);
      if (pace?.holder !== name) throw new TakenOver();
      setPace(tx, { holder: name, until: Math.max(until, pace.until) });
      return await Promise.all(picked.map((next) => claimMessage(tx, next, name)));
    });
    pacing.mayBeginUntil(until);
    const doubtful = picked.filter((_, index) => found[index] === "doubtful");
    for (const next of doubtful) await settling.giveUp(next, "it may have been sent before");
    return picked.filter((_, index) => found[index] === "claimed");
  }

  async function deliver(next: NextMessage): Promise<void> {
    const { message } = next;
    const begunAt = liveness.now();
    const result = await send(message);
    pacing.note(message.chatId, result, begunAt);
    unsettled.set(message.id, result);
    await settleKnown(next, result);
  }

  async function send(message: OutboxMessage): Promise<DeliveryResult> {
    try {
      return await messenger.send(message);
    } catch (error) {
      log.error("The messenger failed: {error}", { error: wordless(error) });
      return { status: "later", retryAfterSeconds: 0, reason: "the messenger failed", doubt: true };
    }
  }

  async function settleKnown(next: NextMessage, result: DeliveryResult): Promise<void> {
    await settling.byResult(next, result, pacing.pausedUntil());
    unsettled.delete(next.message.id);
  }

  /** Begins to send the claimed messages, each at its time, and waits for none of them to arrive. */
  async function beginAll(claimed: NextMessage[], signal: AbortSignal): Promise<void> {
    for (const next of claimed) {
      while (underWay.size >= MOST_ON_THEIR_WAY) await Promise.race(underWay.values());
      await pacing.wait(pacing.nextAt(), signal);
      // What is left is claimed by this sender and waits for the next round.
      if (signal.aborted || !pacing.begin()) return;
      const { chatId } = next;
      const sending = deliver(next)
        .catch((error) => log.error("What was sent is still to be noted: {error}", { error }))
        .finally(() => {
          underWay.delete(chatId);
          wakes.wake("outbox");
        });
      underWay.set(chatId, sending);
    }
  }

  /** Sends one round of what is due, one message a chat; answers whether there was one. */
  async function sendDue(signal: AbortSignal): Promise<boolean> {
    await pacing.wait(pacing.pausedUntil(), signal);
    const { picked, settled } = await pick(signal);
    if (picked.length === 0 || signal.aborted) return settled;
    await beginAll(await claim(picked), signal);
    return true;
  }

  async function sendWhileHeld(signal: AbortSignal): Promise<void> {
    await takeOver(signal);
    while (!signal.aborted) {
      const sent = await sendDue(signal).catch((error) => {
        if (error instanceof TakenOver) throw error;
        log.error("Sending stopped for a moment: {error}", { error });
        return false;
      });
      if (!sent) await wakes.wait("outbox", LOOK_EVERY, signal);
    }
  }

  /** Tells the next sender that it need not wait for this one any longer. */
  async function giveBack(): Promise<void> {
    await db.tx(async (tx) => {
      const pace = await getPace(tx);
      if (pace?.holder !== name) return;
      setPace(tx, { holder: "", until: Math.max(pacing.begunAt(), pacing.pausedUntil()) });
    });
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        await sendWhileHeld(signal).catch((error) => {
          if (error instanceof TakenOver) log.warn("Another process sends now");
          else log.error("Sending could not begin: {error}", { error });
        });
        if (!signal.aborted) await wakes.wait("outbox take over", LOOK_EVERY, signal);
      }
      await Promise.allSettled(underWay.values());
      await giveBack().catch(() => {});
    },
  };
}
