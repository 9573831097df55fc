import { getLogger } from "@logtape/logtape";
import { getMember, setMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import { charge, extend, release } from "../domain/allowance.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import type { Community } from "../domain/community.ts";
import { GENERATION_LEASE, type Turn } from "../domain/conversation.ts";
import { AppError, type ErrorCode } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import { allowanceToday, type HeldMessage, holdMessage } from "./allowances.ts";
import { createBackground } from "./background.ts";
import type { ChatEvent } from "./chat.ts";
import { explainFailure } from "./closing.ts";
import type { AnswerWriter } from "./exchange.ts";
import { changeHeld, isHeld } from "./held_units.ts";
import { refuseBanned } from "./members.ts";
import type { Clock, Ids } from "./ports.ts";
import type { Texts } from "./texts.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "incognito"]);

const RENEW_EVERY = 5_000;

/** What was said in an incognito talk; only the page that asks remembers it. */
export type Said = Pick<Turn, "role" | "text">;

/** Answers the last of what was said, and stores nothing; errors are those of the exchange. */
export type ConverseIncognito = (
  talk: { memberId: string; said: readonly Said[] },
  writer: AnswerWriter,
  signal: AbortSignal,
) => Promise<void>;

export interface Incognito {
  /**
   * Takes a message of which nothing is kept but the charge, and starts its answer.
   *
   * The answer's events are those of the chat. Whoever stops reading stops the answer: it is charged
   * where some of it was shown. Errors: `banned`, `session_invalid`, `allowance_exhausted`,
   * `stopping`.
   */
  send(message: {
    memberId: string;
    text: string;
    /** What was said before it, oldest first. */
    earlier: readonly Said[];
  }): Promise<(gone: AbortSignal) => AsyncIterable<ChatEvent>>;
  /** Lets running answers finish for `milliseconds`, then ends the rest, uncharged. */
  drain(milliseconds: number): Promise<void>;
}

/** Makes talks that leave no trace; `liveness` is real time. */
export function createIncognito(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  texts: Texts;
  converse: ConverseIncognito;
}): Incognito {
  const { db, liveness, ids, texts, converse } = deps;
  const background = createBackground();

  async function answer(
    held: HeldMessage & { member: Member; said: Said[] },
    stream: AnswerStream,
    controller: AbortController,
  ): Promise<void> {
    const { memberId, member, said } = held;
    const heartbeat = setInterval(() => {
      renew(held).catch((error) => controller.abort(error));
    }, RENEW_EVERY);
    let failed: ErrorCode | undefined;
    let status: "complete" | "cancelled" = "complete";
    try {
      await converse({ memberId, said }, stream, controller.signal);
    } catch (caught) {
      const error = controller.signal.aborted ? controller.signal.reason : caught;
      if (error instanceof ReaderGone) status = "cancelled";
      else failed = codeOf(held, error);
    } finally {
      clearInterval(heartbeat);
    }
    const counts = failed === undefined && stream.text.trim() !== "";
    const { charged, allowance } = await settle(held, counts);
    if (counts && !charged && !held.free) failed = "stopping";
    if (failed) stream.append("notice", await explainFailure(texts, member.language, failed));
    const ended = failed ? "failed" : status;
    stream.append("done", { status: ended, turnSequence: null, charged, allowance });
  }

  /** Holds the message longer; where another message took its place, the answer ends. */
  async function renew(held: HeldMessage): Promise<void> {
    if (held.free) return;
    await db.tx(async (tx) => {
      const member = await getMember(tx, held.memberId);
      if (!member || !await isHeld(tx, "messages", held)) throw new AppError("stopping");
      const until = liveness.now() + GENERATION_LEASE;
      await changeHeld(tx, "messages", held, (usage) => extend(usage, held.id, until));
    });
  }

  /** Charges the message, unless it is no longer held, or gives it back. */
  async function settle(held: HeldMessage, counts: boolean) {
    const { id, memberId, free } = held;
    return await db.tx(async (tx) => {
      const member = await getMember(tx, memberId);
      if (!member) throw new AppError("session_invalid", { reason: "no such member" });
      const charged = counts && !free && await isHeld(tx, "messages", held);
      const settle = charged ? charge : release;
      if (!free) await changeHeld(tx, "messages", held, (usage) => settle(usage, id));
      // What is free counts as an answer too, as in the chat.
      if (charged || (counts && free)) {
        setMember(tx, { ...member, interactionCount: member.interactionCount + 1 });
      }
      return { charged, allowance: await allowanceToday(tx, deps, held, charged) };
    });
  }

  return {
    async send({ memberId, text, earlier }) {
      background.refuseWhenStopping();
      const id = ids.next();
      const { member, held } = await db.tx(async (tx) => {
        const member = refuseBanned(await getMember(tx, memberId));
        const until = liveness.now() + GENERATION_LEASE;
        const at = deps.clock.now();
        const before = earlier.filter(({ role }) => role === "member")
          .map(({ text }) => ({ text, at }));
        const message = { id, memberId, until, text, earlier: () => before };
        return { member, held: await holdMessage(tx, deps, message) };
      });
      const stream = new AnswerStream();
      const said: Said[] = [...earlier, { role: "member", text }];
      background.run(id, (controller) =>
        answer({ ...held, member, said }, stream, controller)
          .catch((error) => void codeOf(held, error))
          .finally(() => stream.end()));
      return (gone) => {
        const hangUp = () => background.abort(id, new ReaderGone());
        if (gone.aborted) hangUp();
        else gone.addEventListener("abort", hangUp, { once: true });
        return stream.read();
      };
    },
    drain: background.drain,
  };
}

/** The reader has hung up, which is how an incognito answer is stopped. */
class ReaderGone extends Error {
  override readonly name = "ReaderGone";
}

/** The events of one answer on their way from the model to its one reader, in memory alone. */
class AnswerStream implements AnswerWriter {
  text = "";
  readonly #events: ChatEvent[] = [];
  #over = false;
  #more = Promise.withResolvers<void>();

  appendText(text: string): void {
    if (text === "") return;
    this.text += text;
    this.append("text", { text });
  }

  appendCard(card: Card): void {
    this.append("card", card);
  }

  appendCitation(citation: Citation): void {
    this.append("citation", citation);
  }

  append(name: string, data: unknown): void {
    this.#events.push({ id: this.#events.length + 1, name, data });
    this.#more.resolve();
  }

  end(): void {
    this.#over = true;
    this.#more.resolve();
  }

  async *read(): AsyncGenerator<ChatEvent> {
    for (let next = 0;;) {
      while (next < this.#events.length) yield this.#events[next++]!;
      if (this.#over) return;
      await this.#more.promise;
      this.#more = Promise.withResolvers();
    }
  }
}

/** Why an answer failed, logged without a word of the talk. */
function codeOf({ id, memberId }: HeldMessage, error: unknown): ErrorCode {
  const what = { id, memberId, reason: wordless(error) };
  if (error instanceof AppError) log.warn("Answer {id} of {memberId} failed: {reason}", what);
  else log.error("Answer {id} of {memberId} failed: {reason}", what);
  return error instanceof AppError ? error.code : "internal";
}
