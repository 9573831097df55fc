import { getLogger } from "@logtape/logtape";
import { getMember, markUnreachable } from "../db/members.ts";
import { addNotice } from "../db/notices.ts";
import { getPace, type NextMessage, setPace, settleMessage, type Settling } from "../db/outbox.ts";
import type { Transaction } from "../db/tx.ts";
import { mattersInApp, MOST_ATTEMPTS, type OutboxMessage, retryDelay } from "../domain/outbox.ts";
import type { OutboxDependencies } from "./outbox.ts";
import type { Verdict } from "./outbox_judge.ts";
import type { DeliveryResult } from "./ports.ts";

const log = getLogger(["sfera", "outbox"]);

/** Writes down what became of messages. */
export interface OutboxSettling {
  /** By what Telegram said; `pausedUntil` holds back the next sender too. */
  byResult(next: NextMessage, result: DeliveryResult, pausedUntil: number): Promise<void>;
  /** By what was judged before anything was sent. */
  byVerdict(next: NextMessage, verdict: Exclude<Verdict, { kind: "send" }>): Promise<void>;
  /** Takes a message out that is not to be sent any more. */
  giveUp(next: NextMessage, reason: string): Promise<void>;
}

/** Makes what settles messages for the sender of this name. */
export function createSettling(
  { db, clock }: Pick<OutboxDependencies, "db" | "clock">,
  name: string,
): OutboxSettling {
  /** Settles a message; what was not sent and matters is kept for the app. */
  async function settle(
    tx: Transaction,
    next: NextMessage,
    settling: Settling,
    lost: boolean,
  ): Promise<void> {
    const { message } = next;
    if (!await settleMessage(tx, next, message.id, settling)) return;
    if (!lost || !mattersInApp(message.kind)) return;
    const { id, kind, text, memberId } = message;
    const now = clock.now();
    // Nothing is written any more for a member who is being erased.
    if (await getMember(tx, memberId)) {
      await addNotice(tx, memberId, { id, kind, text, at: now }, now);
    }
  }

  async function giveUp(next: NextMessage, reason: string): Promise<void> {
    const dueAt = clock.now();
    await db.tx((tx) => settle(tx, next, { dueAt, tryAgain: false }, true));
    tellOf(next.message, "given up", reason);
  }

  return {
    giveUp,

    async byResult(next, result, pausedUntil) {
      const { message } = next;
      const { again, counts, pause } = nextTry(message, result);
      const now = clock.now();
      const lost = result.status !== "sent" && !again;
      await db.tx(async (tx) => {
        await settle(tx, next, { dueAt: now + pause, tryAgain: again, counts }, lost);
        if (result.status === "unreachable") await markUnreachable(tx, message.memberId, now);
        if (result.status !== "later" || result.retryAfterSeconds === 0) return;
        const pace = await getPace(tx);
        if (pace?.holder !== name) return;
        setPace(tx, { holder: name, until: Math.max(pace.until, pausedUntil) });
      });
      if (result.status === "sent") return;
      const givenUp = result.status === "later" && !again;
      tellOf(message, givenUp ? "given up" : result.status, result.reason);
    },

    async byVerdict(next, verdict) {
      const waits = verdict.kind === "wait";
      const dueAt = waits ? verdict.until : clock.now();
      const lost = verdict.kind === "unreachable";
      await db.tx((tx) => settle(tx, next, { dueAt, tryAgain: waits, counts: false }, lost));
    },
  };
}

/** Whether a message is tried again, whether this try counted, and how long its queue rests. */
function nextTry(message: OutboxMessage, result: DeliveryResult) {
  if (result.status !== "later") return { again: false, counts: true, pause: 0 };
  const { retryAfterSeconds, doubt } = result;
  // Told to wait it has not been sent, and waiting is no failure.
  if (retryAfterSeconds > 0) return { again: true, counts: false, pause: retryAfterSeconds * 1000 };
  const attempts = message.attempts + 1;
  const again = attempts < MOST_ATTEMPTS && !(doubt && message.kind === "news");
  return { again, counts: true, pause: again ? retryDelay(attempts) : 0 };
}

function tellOf({ id, kind, memberId }: OutboxMessage, status: string, reason: string): void {
  const about = { id, kind, memberId, status, reason };
  log.warn("Message {id} ({kind}) to {memberId}: {status}, {reason}", about);
}
