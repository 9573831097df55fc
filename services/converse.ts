import { getLogger } from "@logtape/logtape";
import { getMember, getProfile } from "../db/members.ts";
import { listTurns } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import type { Generation } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { buildContext } from "./assistant.ts";
import { crisisIn } from "./crisis.ts";
import type { AnswerWriter, Exchange } from "./exchange.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "converse"]);

/** Turns read for the context; how many are told is the context's own decision. */
const TURNS_READ = 60;

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
}): Converse {
  const { db, clock, community, texts, exchange } = deps;
  return async (generation, writer, signal) => {
    const { id, memberId, turnSequence, asksName } = generation;
    const [member, profile, turns] = await Promise.all([
      getMember(db, memberId),
      getProfile(db, memberId),
      listTurns(db, memberId, { before: turnSequence + 1, limit: TURNS_READ }),
    ]);
    if (!member) throw new AppError("session_invalid");
    const now = clock.now();
    const { language } = member;
    const said = turns.filter(({ role }) => role === "member");
    const crisis = await crisisIn(said, { community, country: null, language, texts });
    if (crisis?.card) writer.appendCard(crisis.card);
    const context = buildContext({
      community,
      member,
      profile,
      turns,
      asksName,
      crisis: crisis?.instructions,
      now,
    });
    log.debug("Context of {generationId}: {tokens}", { generationId: id, tokens: context.tokens });
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
