import { addEvents, getGeneration, type KeptEvent, setGeneration } from "../db/generations.ts";
import { getMember, setMember } from "../db/members.ts";
import { appendTurn } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { charge, release } from "../domain/allowance.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import type { Community, Language } from "../domain/community.ts";
import type { Generation } from "../domain/conversation.ts";
import type { ErrorCode } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import { allowanceToday } from "./allowances.ts";
import { chatMessage } from "./chat_message.ts";
import { changeHeld, isHeld } from "./held_units.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { Wakes } from "./wakes.ts";

/** How an answer ends: with what was said, or with the reason why nothing counts. */
export type Ending =
  | { status: "complete" | "cancelled"; text: string; cards: Card[]; citations: Citation[] }
  | { status: "failed"; code: ErrorCode };

export interface Closing {
  /** Everything that follows from the end of a running generation, in the transaction that ends it. */
  close(tx: Transaction, generation: Generation, ending: Ending): Promise<Generation>;
  /**
   * Ends a generation as `decide` says, unless it is over; `undefined` lets it run on.
   *
   * Answers the generation as it stands then, or nothing where there is none, or its member is gone.
   */
  closeRunning(
    generationId: string,
    decide: (generation: Generation) => Promise<Ending | undefined> | Ending | undefined,
  ): Promise<Generation | undefined>;
}

/** Makes what ends answers; `liveness` is real time. */
export function createClosing(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  community: Community;
  outbox: Outbox;
  texts: Texts;
  wakes: Wakes;
}): Closing {
  const { db, clock, community, outbox, texts, wakes } = deps;

  async function close(
    tx: Transaction,
    generation: Generation,
    asked: Ending,
  ): Promise<Generation> {
    const { id, memberId, source, free } = generation;
    const member = await getMember(tx, memberId);
    const ending = affordable(asked, free || await isHeld(tx, "messages", generation));
    const kept = ending.status !== "failed" && ending.text !== "" ? ending : undefined;
    const charged = kept !== undefined && !free;
    if (!free) {
      const settle = charged ? charge : release;
      await changeHeld(tx, "messages", generation, (usage) => settle(usage, id));
    }
    if (member) setMember(tx, afterAnswer(member, generation, ending, kept !== undefined));
    const answer = kept && await appendTurn(tx, memberId, {
      role: "assistant",
      text: kept.text,
      at: clock.now(),
      source,
      generationId: id,
      status: kept.status,
      ...(kept.cards.length > 0 && { cards: kept.cards }),
      ...(kept.citations.length > 0 && { citations: kept.citations }),
    });
    const language = member?.language ?? community.assistant.defaultLanguage;
    const notice = ending.status === "failed"
      ? await explainFailure(texts, language, ending.code)
      : undefined;
    const done: KeptEvent = {
      name: "done",
      data: {
        status: ending.status,
        turnSequence: answer?.sequence ?? null,
        charged,
        allowance: await allowanceToday(tx, deps, generation, charged),
      },
    };
    const closed: Generation = {
      ...addEvents(tx, generation, notice ? [{ name: "notice", data: notice }, done] : [done]),
      status: ending.status,
      answerSequence: answer?.sequence ?? null,
    };
    setGeneration(tx, generation, closed);
    const text = notice?.text ??
      (kept && member && await chatMessage(kept, member.language, texts));
    if (source === "bot" && member && text !== undefined) {
      await outbox.add(tx, { member, kind: "answer", dedupeKey: `answer:${id}`, text });
    }
    return closed;
  }

  return {
    close,
    async closeRunning(generationId, decide) {
      const closed = await db.tx(async (tx) => {
        const generation = await getGeneration(tx, generationId);
        if (generation?.status !== "running") return generation;
        // Nothing is written any more for a member who is being erased.
        if (!await getMember(tx, generation.memberId)) return undefined;
        const ending = await decide(generation);
        return ending ? await close(tx, generation, ending) : generation;
      });
      wakes.wake(generationId);
      outbox.hurry();
      return closed;
    },
  };
}

/** The plain sentence for an answer that could not be given. */
export async function explainFailure(
  texts: Texts,
  language: Language,
  failed: ErrorCode,
): Promise<{ code: string; text: string }> {
  const interrupted = failed === "stopping";
  return {
    code: interrupted ? "answer_interrupted" : failed,
    text: await texts.format(language, interrupted ? "answer-interrupted" : `error-${failed}`),
  };
}

/**
 * What was said counts only while its message is still held: a process that was away for too long may
 * find that its place in the day's limit was given to another message.
 */
function affordable(ending: Ending, held: boolean): Ending {
  return held || ending.status === "failed" ? ending : { status: "failed", code: "stopping" };
}

/**
 * The member after an answer: counted where it was one, asked for the name only where it ended.
 *
 * The question stands at the end of an answer, so one that was stopped has hardly asked it.
 */
function afterAnswer(
  member: Member,
  generation: Generation,
  ending: Ending,
  counts: boolean,
): Member {
  return {
    ...member,
    interactionCount: member.interactionCount + (counts ? 1 : 0),
    nameAskedAt: generation.asksName && ending.status !== "complete" ? null : member.nameAskedAt,
  };
}
