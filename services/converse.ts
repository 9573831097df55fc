import { getLogger } from "@logtape/logtape";
import { listTurns } from "../db/turns.ts";
import type { Community } from "../domain/community.ts";
import type { Generation, Turn } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { countryOf } from "../domain/settings.ts";
import { buildContext } from "./assistant.ts";
import { crisisIn } from "./crisis.ts";
import type { AnswerWriter, Exchange } from "./exchange.ts";
import type { ConverseIncognito } from "./incognito.ts";
import { type KnownDependencies, whatIsKnown } from "./known.ts";
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

interface Deps extends KnownDependencies {
  clock: Clock;
  community: Community;
  texts: Texts;
  exchange: Exchange;
  /** What the tools add to a request, in estimated tokens; for the log. */
  toolTokens: number;
}

/** Makes what answers a turn: the context of the member's conversation, and the exchange. */
export function createConverse(deps: Deps): Converse {
  return async ({ id, memberId, turnSequence, asksName }, writer, signal) => {
    const turns = await listTurns(deps.db, memberId, {
      before: turnSequence + 1,
      limit: TURNS_READ,
    });
    const talk = { id, memberId, turnSequence, turns, asksName, incognito: false };
    await answer(deps, talk, writer, signal);
  };
}

/** Makes what answers a talk that is stored nowhere: of the member it may read what is known. */
export function createConverseIncognito(deps: Deps): ConverseIncognito {
  return async ({ memberId, said }, writer, signal) => {
    const at = deps.clock.now();
    const turns = said.map(({ role, text }, index): Turn => ({
      schema: 1,
      sequence: index + 1,
      role,
      text,
      at,
      source: "app",
      generationId: "",
      status: "complete",
    }));
    // All that was ever said comes before a talk that has no place among it.
    const turnSequence = Number.MAX_SAFE_INTEGER;
    const talk = { id: "incognito", memberId, turnSequence, turns, asksName: false };
    await answer(deps, { ...talk, incognito: true }, writer, signal);
  };
}

/** What is to be answered. */
interface Talk {
  /** Names it in the log. */
  id: string;
  memberId: string;
  /** Before it lies what may be recalled. */
  turnSequence: number;
  /** Oldest first; it ends with what is to be answered. */
  turns: Turn[];
  asksName: boolean;
  incognito: boolean;
}

async function answer(
  deps: Deps,
  talk: Talk,
  writer: AnswerWriter,
  signal: AbortSignal,
): Promise<void> {
  const { clock, community, texts, exchange } = deps;
  const { id, memberId, turnSequence, turns, asksName, incognito } = talk;
  const query = turns.at(-1)?.text ?? "";
  const known = await whatIsKnown(deps, { memberId, query, before: turnSequence });
  const { member, settings } = known;
  const { language } = member;
  const said = turns.filter(({ role }) => role === "member");
  const country = countryOf(settings);
  const crisis = await crisisIn(said, { community, country, language, texts });
  if (crisis?.card) writer.appendCard(crisis.card);

  const context = buildContext({
    ...known,
    community,
    turns,
    asksName,
    personaNames: settings.personaNames,
    crisis: crisis?.instructions,
    now: clock.now(),
  });
  const withoutTools = crisis !== undefined;
  const tokens = { ...context.tokens, tools: withoutTools ? 0 : deps.toolTokens };
  log.info("Context of {id}: {tokens}", { id, memberId, tokens });
  const request = { memberId, language, turnSequence, context, incognito, withoutTools };
  try {
    await exchange(request, writer, signal);
  } catch (error) {
    // Nobody in danger is left with the news that a model is busy.
    if (!crisis || signal.aborted || writer.text !== "") throw error;
    const code = error instanceof AppError ? error.code : "internal";
    log.error("No model answered {id} in a crisis: {code}", { id, memberId, code });
    writer.appendText(crisis.words);
  }
}
