import type { OutboxDependencies } from "./outbox.ts";
import type { DeliveryResult } from "./ports.ts";

/** Telegram's rates: 30 messages a second in all, one a second to a chat (CONTRACTS: Bot API). */
export const MESSAGE_EVERY = 1000 / 30;
const CHAT_MESSAGE_EVERY = 1000;
/**
 * How long everybody waits for one chat that is told to wait, at most, in milliseconds: Telegram does
 * not say whether it means the chat or the bot. A second chat that is told so means the bot.
 */
const LONGEST_DOUBT = 3_000;

/** When the sender of one process may begin to send, in real time. */
export interface Pacing {
  /** How long a chat rests after a message, in milliseconds. */
  chatEvery: number;
  /** Waits until a moment, or for the signal. */
  wait(moment: number, signal: AbortSignal): Promise<void>;
  /** When the next message may leave, at the earliest. */
  nextAt(): number;
  /** Until when nothing leaves, because Telegram asked so. */
  pausedUntil(): number;
  /** When the last message began to be sent. */
  begunAt(): number;
  /** Whether a chat still rests after a message. */
  rests(chatId: string): boolean;
  /** Takes the time for one message, where it is there; after `mayBeginUntil` it is not. */
  begin(): boolean;
  mayBeginUntil(moment: number): void;
  /** Takes in what Telegram said of a message to a chat that began to be sent at a moment. */
  note(chatId: string, result: DeliveryResult, begunAt: number): void;
}

/** Makes the pace of one process. */
export function createPacing(
  { liveness, wakes, chatMessageEvery = CHAT_MESSAGE_EVERY }: Pick<
    OutboxDependencies,
    "liveness" | "wakes" | "chatMessageEvery"
  >,
): Pacing {
  let begunAt = 0;
  let pausedUntil = 0;
  let mayBeginUntil = 0;
  /** Until when each chat rests. */
  const resting = new Map<string, number>();
  /** The chats that were told to wait since a message got through that began after the first of them. */
  const refused = new Set<string>();
  let refusedAt = 0;
  const nextAt = () => Math.max(begunAt + MESSAGE_EVERY, pausedUntil);

  return {
    chatEvery: chatMessageEvery,
    nextAt,
    pausedUntil: () => pausedUntil,
    begunAt: () => begunAt,
    async wait(moment, signal) {
      for (let left = moment - liveness.now(); left > 0 && !signal.aborted;) {
        await wakes.wait("outbox rate", Math.ceil(left), signal);
        left = moment - liveness.now();
      }
    },
    rests(chatId) {
      if ((resting.get(chatId) ?? 0) > liveness.now()) return true;
      resting.delete(chatId);
      return false;
    },
    begin() {
      const now = liveness.now();
      if (now < nextAt() || now > mayBeginUntil) return false;
      begunAt = now;
      return true;
    },
    mayBeginUntil: (moment) => void (mayBeginUntil = moment),
    note(chatId, result, begunAt) {
      const now = liveness.now();
      resting.set(chatId, now + chatMessageEvery);
      if (result.status === "sent" && begunAt > refusedAt) refused.clear();
      if (result.status !== "later" || result.retryAfterSeconds === 0) return;
      if (refused.size === 0) refusedAt = now;
      refused.add(chatId);
      const wait = result.retryAfterSeconds * 1000;
      const pause = refused.size > 1 ? wait : Math.min(wait, LONGEST_DOUBT);
      pausedUntil = Math.max(pausedUntil, now + pause);
    },
  };
}
