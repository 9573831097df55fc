import { getLogger } from "@logtape/logtape";
import { lastSummary } from "../db/digests.ts";
import { listFacts } from "../db/facts.ts";
import { getMember } from "../db/members.ts";
import { listTurns } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import type { Generation } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import type { Fact } from "../domain/fact.ts";
import { buildContext, type ContextNote } from "./assistant.ts";
import { crisisIn } from "./crisis.ts";
import type { AnswerWriter, Exchange } from "./exchange.ts";
import type { Clock } from "./ports.ts";
import type { Recall, Recalled } from "./recall.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "converse"]);

/** Turns read for the context; how many are told is the context's own decision. */
const TURNS_READ = 60;
/** What is looked for in what was said before: a question of this length, in UTF-16 units. */
const QUERY_LENGTH = 500;
const RECALLED = 8;
/** What fits less than this only happens to share a word with the question. */
const LEAST_FIT = 0.3;

/** Answers a turn of a stored conversation; errors are those of the exchange. */
export type Converse = (
  generation: Generation,
  writer: AnswerWriter,
  signal: AbortSignal,
) => Promise<void>;

/** Makes what answers a turn: the context of the member's conversation, and the exchange. */
export function createConverse(deps: {
  db: Database;
  clock: Clock;
  community: Community;
  texts: Texts;
  exchange: Exchange;
  recall: Recall;
  /** Further parts of the context, the most important first. */
  notes?: (memberId: string, generation: Generation) => Promise<ContextNote[]>;
}): Converse {
  const { db, clock, community, texts, exchange, recall } = deps;

  /** What was said and noted about the question before; an answer does not fail for want of it. */
  async function recallFor(
    { memberId, turnSequence: before }: Generation,
    question: string,
    facts: readonly Fact[],
  ): Promise<Recalled[]> {
    try {
      const query = question.slice(0, QUERY_LENGTH);
      return await recall(memberId, query, { limit: RECALLED, before, facts, least: LEAST_FIT });
    } catch (error) {
      log.error("Nothing could be recalled for {memberId}: {error}", { memberId, error });
      return [];
    }
  }

  return async (generation, writer, signal) => {
    const { id, memberId, turnSequence, asksName } = generation;
    const [member, facts, summary, turns, notes] = await Promise.all([
      getMember(db, memberId),
      listFacts(db, memberId),
      lastSummary(db, memberId),
      listTurns(db, memberId, { before: turnSequence + 1, limit: TURNS_READ }),
      deps.notes?.(memberId, generation) ?? [],
    ]);
    if (!member) throw new AppError("session_invalid");
    const recalled = await recallFor(generation, turns.at(-1)?.text ?? "", facts);
    const now = clock.now();
    const { language } = member;
    const said = turns.filter(({ role }) => role === "member");
    const crisis = await crisisIn(said, { community, country: null, language, texts });
    if (crisis?.card) writer.appendCard(crisis.card);
    const parts = { facts, summary, recalled, notes, turns, crisis: crisis?.instructions };
    const context = buildContext({ community, member, ...parts, asksName, now });
    log.info("Context of {generationId}: {tokens}", { generationId: id, tokens: context.tokens });
    const withoutTools = crisis !== undefined;
    const request = { memberId, language, turnSequence, context, incognito: false, withoutTools };
    try {
      await exchange(request, writer, signal);
    } catch (error) {
      // Nobody in danger is left with the news that a model is busy.
      if (!crisis || signal.aborted || writer.text !== "") throw error;
      log.error("No model answered in a crisis: {error}", { generationId: id, memberId, error });
      writer.appendText(crisis.words);
    }
  };
}
