import { getLogger } from "@logtape/logtape";
import { getMember, markUnreachable } from "../db/members.ts";
import { listDue } from "../db/due.ts";
import { addMessages, nextMessage, settleMessage } from "../db/outbox.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Member } from "../domain/member.ts";
import {
  type MessageButton,
  MOST_ATTEMPTS,
  type OutboxMessage,
  retryDelay,
  splitText,
} from "../domain/outbox.ts";
import type { Clock, DeliveryResult, Ids, Messenger } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

const log = getLogger(["sfera", "outbox"]);

/** Telegram's rates: 30 messages a second in all, one a second to a chat (CONTRACTS: Bot API). */
const MESSAGE_EVERY = 1000 / 30;
const CHAT_MESSAGE_EVERY = 1000;
/** How often the store is looked at without a wake-up, in milliseconds. */
const LOOK_EVERY = 500;
const BATCH = 100;

export interface MessageToSend {
  member: Member;
  kind: string;
  /** Put in once under this key, whatever is repeated. */
  dedupeKey: string;
  text: string;
  buttons?: MessageButton[][];
}

export interface Outbox {
  /**
   * Puts a message in, within the transaction of the fact it tells of.
   *
   * Answers false where something was put in under its key before, or the member is gone.
   */
  add(tx: Transaction, message: MessageToSend): Promise<boolean>;
  /** Puts a message in where there is no fact to join; where its key was used before, `otherwise`. */
  send(message: MessageToSend, otherwise?: MessageToSend): Promise<void>;
  /** Tells the sender of this process that there is something to send. */
  hurry(): void;
  /** Sends what is due until the signal ends; only the holder of a lease may run it. */
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Makes the outbox of one process; `liveness` is real time.
 *
 * `chatMessageEvery` is how long a chat rests after a message, in milliseconds; Telegram's rate by
 * default.
 */
export function createOutbox(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  messenger: Pick<Messenger, "send">;
  wakes: Wakes;
  chatMessageEvery?: number;
}): Outbox {
  const { db, clock, liveness, ids, messenger, wakes } = deps;
  const { chatMessageEvery = CHAT_MESSAGE_EVERY } = deps;
  /** Until when each chat rests, in real time, to keep its rate. */
  const resting = new Map<string, number>();
  /** What became of messages, until it is written down: a store that is away sends nothing twice. */
  const unsettled = new Map<string, DeliveryResult>();

  async function add(tx: Transaction, message: MessageToSend): Promise<boolean> {
    const { member, kind, dedupeKey, text, buttons } = message;
    if (!await getMember(tx, member.id)) return false;
    const parts = splitText(text);
    const messages = parts.map((part, index): OutboxMessage => ({
      schema: 1,
      id: ids.next(),
      memberId: member.id,
      chatId: member.telegramId,
      kind,
      text: part,
      ...(index === parts.length - 1 && buttons ? { buttons } : {}),
      attempts: 0,
      createdAt: clock.now(),
    }));
    return await addMessages(tx, member.id, dedupeKey, messages);
  }

  /** Writes down what became of a message. */
  async function settle(message: OutboxMessage, result: DeliveryResult): Promise<void> {
    const attempts = message.attempts + 1;
    const tryAgain = result.status === "later" && attempts < MOST_ATTEMPTS;
    const pause = tryAgain ? Math.max(retryDelay(attempts), result.retryAfterSeconds * 1000) : 0;
    const now = clock.now();
    await db.tx(async (tx) => {
      await settleMessage(tx, message, { dueAt: now + pause, tryAgain });
      if (result.status === "unreachable") await markUnreachable(tx, message.memberId, now);
    });
    if (result.status === "sent") return;
    const { id, kind, memberId } = message;
    const { status, reason } = result;
    log.warn("Message {id} ({kind}) to {memberId}: {status}, {reason}", {
      id,
      kind,
      memberId,
      status: status === "later" && !tryAgain ? "given up" : status,
      reason,
    });
  }

  async function deliver(message: OutboxMessage): Promise<void> {
    const result = unsettled.get(message.id) ?? await messenger.send(message);
    unsettled.set(message.id, result);
    resting.set(message.chatId, liveness.now() + chatMessageEvery);
    await settle(message, result);
    unsettled.delete(message.id);
  }

  /** Sends one round of what is due, one message a chat; answers whether there was one. */
  async function sendDue(signal: AbortSignal): Promise<boolean> {
    let sent = false;
    for (const { id: chatId } of await listDue(db, "outbox", clock.now(), BATCH)) {
      if (signal.aborted) return false;
      if (rests(chatId)) continue;
      const message = await nextMessage(db, chatId);
      if (!message || signal.aborted) continue;
      await deliver(message);
      sent = true;
      await wakes.wait("outbox rate", MESSAGE_EVERY, signal);
    }
    return sent;
  }

  function rests(chatId: string): boolean {
    if ((resting.get(chatId) ?? 0) > liveness.now()) return true;
    resting.delete(chatId);
    return false;
  }

  return {
    add,
    async send(message, otherwise) {
      await db.tx(async (tx) => {
        const added = await add(tx, message);
        if (!otherwise) return;
        // The second key is used up either way: a repeat of what was told the first is told nothing.
        if (added) await addMessages(tx, otherwise.member.id, otherwise.dedupeKey, []);
        else await add(tx, otherwise);
      });
      wakes.wake("outbox");
    },
    hurry: () => wakes.wake("outbox"),
    async run(signal) {
      while (!signal.aborted) {
        const sent = await sendDue(signal).catch((error) => {
          log.error("Sending stopped for a moment: {error}", { error });
          return false;
        });
        if (!sent) await wakes.wait("outbox", LOOK_EVERY, signal);
      }
    },
  };
}
