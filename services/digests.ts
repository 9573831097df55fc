import { getLogger } from "@logtape/logtape";
import {
  closeOpen,
  type DueDigest,
  getDigest,
  listDueDigests,
  removeDueDigest,
  setDigest,
  setSummary,
} from "../db/digests.ts";
import { listFacts, writeFacts } from "../db/facts.ts";
import { keys } from "../db/keys.ts";
import { getConversation, listTurnsBetween } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { type Conversation, SILENCE, type Turn } from "../domain/conversation.ts";
import {
  type Digest,
  firstPart,
  isWorthSummary,
  MOST_ATTEMPTS,
  PART_TURNS,
  pauseAfter,
} from "../domain/digest.ts";
import { AppError } from "../domain/errors.ts";
import { holds } from "../domain/fact.ts";
import { newestWithin } from "../domain/tokens.ts";
import { askFacts, askSummary, type Operation } from "./digest_requests.ts";
import { applyOperations } from "./digest_facts.ts";
import type { Clock, Ids, LanguageModel } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "digests"]);

/** Longest time one digest may take, in milliseconds; shorter than the first pause between two. */
const LONGEST_DIGEST = 120_000;
/** Most estimated tokens of the facts that the model is told are known. */
const KNOWN_TOKENS = 8_000;
/** Entries read at once in a sweep, digests done at once, and most of them in one sweep. */
const SWEEP_BATCH = 50;
const AT_ONCE = 4;
const MOST_AT_A_SWEEP = 40;
/** After this long a sweep begins no more, in milliseconds: other sweeps are waiting. */
const LONGEST_SWEEP = 30_000;

export interface Digests {
  /**
   * Closes conversations that fell silent, sums up those that are over and keeps their facts.
   *
   * Doing it again, or in two processes, changes nothing: all that a digest comes to is in one
   * commit, together with its removal. Answers how many were done.
   */
  sweep(signal?: AbortSignal): Promise<number>;
}

/** What the model made of a conversation. */
interface Result {
  summary: string | undefined;
  operations: Operation[];
  malformed: number;
}

/** Makes what draws summaries and facts from conversations that are over; `liveness` is real time. */
export function createDigests(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  ids: Ids;
  community: Community;
  model: LanguageModel;
}): Digests {
  const { db, clock, liveness, ids, community, model } = deps;

  /** Ends a conversation whose silence is over; one that went on has another entry. */
  async function closeSilent(due: DueDigest): Promise<void> {
    const { memberId } = due;
    await db.tx(async (tx) => {
      removeDueDigest(tx, due);
      const conversation = await getConversation(tx, memberId);
      const now = clock.now();
      if (!conversation?.open || conversation.open.lastAt + SILENCE > now) return;
      tx.set(keys.conversation(memberId), closeOpen(tx, memberId, conversation, now));
    });
  }

  /**
   * Begins a digest: puts its next attempt off, so that nobody else begins it and one whose process
   * dies is begun again. Undefined where there is nothing to begin.
   */
  async function begin(due: DueDigest): Promise<Digest | undefined> {
    const { memberId, firstSequence } = due;
    return await db.tx(async (tx) => {
      const digest = await getDigest(tx, memberId, firstSequence!);
      if (digest?.dueAt !== due.moment) removeDueDigest(tx, due);
      const now = clock.now();
      if (!digest || digest.dueAt === null || digest.dueAt > now) return undefined;
      const attempts = digest.attempts + 1;
      const dueAt = digest.attempts < MOST_ATTEMPTS ? now + pauseAfter(attempts) : null;
      const begun = { ...digest, attempts, dueAt };
      setDigest(tx, digest, begun);
      return begun;
    });
  }

  /** Asks the model for all that a conversation comes to. */
  async function ask(digest: Digest, turns: Turn[], signal: AbortSignal): Promise<Result> {
    const asked = { model, name: community.assistant.models.text, signal };
    const summary = isWorthSummary(turns) ? await askSummary(asked, turns) : undefined;
    const said = turns.filter(({ role }) => role === "member");
    if (said.length === 0) return { summary, operations: [], malformed: 0 };
    const now = clock.now();
    const known = await listFacts(db, digest.memberId);
    const holding = known.filter((fact) => holds(fact, now))
      .sort((one, other) => one.validFrom - other.validFrom);
    const facts = newestWithin(holding, KNOWN_TOKENS, ({ text }) => text);
    return { summary, ...await askFacts(asked, said, facts) };
  }

  /** Keeps all that a digest came to, and removes it, unless that was done or erased meanwhile. */
  async function settle(digest: Digest, turns: Turn[], result: Result): Promise<void> {
    const { memberId, firstSequence, lastSequence } = digest;
    const factIds = result.operations.map(() => ids.next());
    const outcome = await db.tx(async (tx) => {
      const current = await stillThere(tx, digest);
      if (!current) return undefined;
      if (result.summary !== undefined) {
        setSummary(tx, memberId, {
          schema: 1,
          firstSequence,
          lastSequence,
          from: turns[0]!.at,
          to: turns.at(-1)!.at,
          text: result.summary,
        });
      }
      const outcome = applyOperations(await listFacts(tx, memberId), result.operations, {
        turns,
        ids: factIds,
        forgotten: current.conversation.forgotten,
        now: clock.now(),
        timeZone: community.assistant.timeZone,
      });
      writeFacts(tx, memberId, outcome);
      setDigest(tx, current.digest, undefined);
      return outcome;
    });
    if (!outcome) return;
    log.info("Digest {firstSequence} of {memberId}: {written} facts written, {refused} refused", {
      memberId,
      firstSequence,
      written: outcome.written.length,
      refused: outcome.refused + result.malformed,
    });
  }

  /** The digest and its conversation, if they are those that were read before. */
  async function stillThere(
    tx: Transaction,
    { memberId, firstSequence, lastSequence, epoch }: Digest,
  ): Promise<{ digest: Digest; conversation: Conversation } | undefined> {
    const digest = await getDigest(tx, memberId, firstSequence);
    const conversation = await getConversation(tx, memberId);
    const same = digest?.epoch === epoch && digest.lastSequence === lastSequence &&
      conversation?.epoch === epoch;
    return same ? { digest, conversation } : undefined;
  }

  /** Cuts a digest after a turn: what follows becomes one of its own. */
  async function cut(digest: Digest, after: number): Promise<Digest | undefined> {
    return await db.tx(async (tx) => {
      const current = await stillThere(tx, digest);
      if (!current) return undefined;
      const part = { ...current.digest, lastSequence: after };
      setDigest(tx, current.digest, part);
      const rest = { firstSequence: after + 1, attempts: 0, dueAt: clock.now() };
      setDigest(tx, undefined, { ...current.digest, ...rest });
      return part;
    });
  }

  async function perform(begun: Digest, signal: AbortSignal): Promise<void> {
    const { memberId, firstSequence: first, lastSequence: last } = begun;
    const limit = PART_TURNS + 1;
    const read = await listTurnsBetween(db, memberId, { first, last, limit });
    const turns = firstPart(read);
    const end = turns.at(-1)?.sequence ?? last;
    const digest = end < last ? await cut(begun, end) : begun;
    if (!digest) return;
    const nothing = { summary: undefined, operations: [], malformed: 0 };
    await settle(digest, turns, turns.length > 0 ? await ask(digest, turns, signal) : nothing);
  }

  /** Does what is due; what fails is tried again when it is due again. Whether a digest was done. */
  async function settleDue(due: DueDigest, signal: AbortSignal): Promise<boolean> {
    const { memberId, firstSequence } = due;
    const ended = new AbortController();
    const timer = setTimeout(
      () => ended.abort(new AppError("model_timeout", { milliseconds: LONGEST_DIGEST })),
      LONGEST_DIGEST,
    );
    try {
      if (firstSequence === undefined) {
        await closeSilent(due);
        return false;
      }
      const begun = await begin(due);
      if (!begun) return false;
      if (begun.dueAt === null) {
        log.error("Digest {firstSequence} of {memberId} is given up", { memberId, firstSequence });
        return false;
      }
      await perform(begun, AbortSignal.any([signal, ended.signal]));
      return true;
    } catch (error) {
      // What is no error of ours may repeat what the model was told.
      const reason = error instanceof AppError
        ? { code: error.code, ...error.details }
        : wordless(error);
      log.warn("Digest {firstSequence} of {memberId} failed, to be tried again: {reason}", {
        memberId,
        firstSequence,
        reason,
      });
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async sweep(signal = new AbortController().signal) {
      let done = 0;
      const seen = new Set<string>();
      const end = liveness.now() + LONGEST_SWEEP;
      while (seen.size < MOST_AT_A_SWEEP && !signal.aborted && liveness.now() < end) {
        const due = (await listDueDigests(db, clock.now(), SWEEP_BATCH + seen.size))
          .filter((one) => !seen.has(JSON.stringify(one)));
        if (due.length === 0) return done;
        const some = due.slice(0, AT_ONCE);
        for (const one of some) seen.add(JSON.stringify(one));
        const results = await Promise.all(some.map((one) => settleDue(one, signal)));
        done += results.filter(Boolean).length;
      }
      return done;
    },
  };
}
