import { getMember } from "../db/members.ts";
import { addMessages } from "../db/outbox.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { later } from "../domain/later.ts";
import type { Member } from "../domain/member.ts";
import { once } from "../domain/once.ts";
import { type MessageButton, type OutboxMessage, splitText } from "../domain/outbox.ts";
import type { OutboxJudge } from "./outbox_judge.ts";
import type { Clock, Ids, Messenger } from "./ports.ts";
import type { Wakes } from "./wakes.ts";

export interface MessageToSend extends Pick<OutboxMessage, "expiresAt" | "reminder"> {
  member: Member;
  /** Those that `noticeOf` knows can be muted and wait for quiet hours to pass; others leave at once. */
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
  /** Sends what is due until the signal ends; only the holder of a lease should run it. */
  run(signal: AbortSignal): Promise<void>;
}

/** What the outbox of one process is made from; `liveness` is real time. */
export interface OutboxDependencies {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  messenger: Pick<Messenger, "send">;
  wakes: Wakes;
  /** Judges what can wait, at the moment of sending; without it nothing waits. */
  judge?: () => Promise<OutboxJudge>;
  /** How long a chat rests after a message, in milliseconds; Telegram's rate by default. */
  chatMessageEvery?: number;
}

/** The code that sends, which is loaded when there is something to send. */
export const loadSender = once(async () =>
  await import(later("./outbox_sender.ts")) as typeof import("./outbox_sender.ts")
);

/** Makes the outbox of one process. */
export function createOutbox(deps: OutboxDependencies): Outbox {
  const { db, clock, ids, wakes } = deps;
  const sender = once(async () => (await loadSender()).createSender(deps));

  async function add(tx: Transaction, message: MessageToSend): Promise<boolean> {
    const { member, kind, dedupeKey, text, buttons, expiresAt, reminder } = message;
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
      ...(expiresAt !== undefined && { expiresAt }),
      ...(reminder && { reminder }),
      attempts: 0,
      createdAt: clock.now(),
    }));
    return await addMessages(tx, member.id, dedupeKey, messages);
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
    run: async (signal) => await (await sender()).run(signal),
  };
}
