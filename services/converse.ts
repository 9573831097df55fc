import { getLogger } from "@logtape/logtape";
import { lastSummary } from "../db/digests.ts";
import { listFacts } from "../db/facts.ts";
import { getMember } from "../db/members.ts";
import { getSettings } from "../db/settings.ts";
import { listTurns } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import type { Generation, Turn } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import { countryOf } from "../domain/settings.ts";
import { buildContext, type ContextNote } from "./assistant.ts";
import { crisisIn } from "./crisis.ts";
import type { AnswerWriter, Exchange } from "./exchange.ts";
import type { ConverseIncognito } from "./incognito.ts";
import type { Clock } from "./ports.ts";
import type { Recall, Recalled } from "./recall.ts";
import type { Texts } from "./texts.ts";
import { wordless } from "./wordless.ts";

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

interface Deps {
  db: Database;
  clock: Clock;
  community: Community;
  texts: Texts;
  exchange: Exchange;
  recall: Recall;
  /** What the tools add to a request, in estimated tokens; for the log. */
  toolTokens: number;
  /** Further parts of the context, the most important first. */
  notes?: (memberId: string) => Promise<ContextNote[]>;
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
  const { db, clock, community, texts, exchange } = deps;
  const { id, memberId, turnSequence, turns, asksName, incognito } = talk;
  const [member, settings, facts, summary, notes] = await Promise.all([
    getMember(db, memberId),
    getSettings(db, memberId),
    listFacts(db, memberId),
    lastSummary(db, memberId),
    deps.notes?.(memberId) ?? [],
  ]);
  if (!member) throw new AppError("session_invalid");
  const { language } = member;
  const said = turns.filter(({ role }) => role === "member");
  const country = countryOf(settings);
  const crisis = await crisisIn(said, { community, country, language, texts });
  if (crisis?.card) writer.appendCard(crisis.card);

  const recalled = await recallFor(deps, talk, facts);
  const { personaNames } = settings;
  const parts = { facts, summary, recalled, notes, turns, personaNames };
  const now = clock.now();
  const context = buildContext({
    community,
    member,
    ...parts,
    asksName,
    crisis: crisis?.instructions,
    now,
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

/** What was said and noted about it before; an answer does not fail for want of it. */
async function recallFor(
  { recall }: Deps,
  { memberId, turnSequence: before, turns }: Talk,
  facts: Awaited<ReturnType<typeof listFacts>>,
): Promise<Recalled[]> {
  const query = (turns.at(-1)?.text ?? "").slice(0, QUERY_LENGTH);
  try {
    return await recall(memberId, query, { limit: RECALLED, before, facts, least: LEAST_FIT });
  } catch (error) {
    const reason = wordless(error);
    log.error("Nothing could be recalled for {memberId}: {reason}", { memberId, reason });
    return [];
  }
}
