import { getLogger } from "@logtape/logtape";
import { getSettings } from "../db/settings.ts";
import { listTurns } from "../db/turns.ts";
import type { Call, CallTimes } from "../domain/call.ts";
import type { CallFigures } from "../domain/call_figures.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import type { Community, Language } from "../domain/community.ts";
import type { Turn } from "../domain/conversation.ts";
import { isInCrisis, speaksOfSelfHarm } from "../domain/crisis.ts";
import { countryOf, type Settings } from "../domain/settings.ts";
import { buildCallContext } from "./call_context.ts";
import { createCallStatistics } from "./call_figures.ts";
import { type CallPhrases, callPhrases } from "./call_phrases.ts";
import { createCallTools } from "./call_tools.ts";
import { createCallTurns, type SpokenTurn } from "./call_turns.ts";
import type { FittingContext } from "./context_parts.ts";
import { crisisIn, crisisPrompt } from "./crisis.ts";
import { type KnownDependencies, whatIsKnown } from "./known.ts";
import type { Clock, ToolDeclaration } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { ToolRegistry } from "./tools/registry.ts";
import type { Wakes } from "./wakes.ts";

export type { CallPhrases, SpokenTurn };

const log = getLogger(["sfera", "call_talk"]);

/** Turns read for the context; how many are told is the context's own decision. */
const TURNS_READ = 60;
/** Turns of the member among which something is looked for in what was said before. */
const TURNS_ASKED = 3;
/** Talked this long, in milliseconds, the greeting has been heard. */
const GREETED_AFTER = 3000;

/** What an agent is told when it begins; `routes/schemas/calls.ts` describes each part. */
export interface CallBeginning {
  language: Language;
  instructions: string;
  greeting: string | null;
  history: { role: "member" | "assistant"; text: string }[];
  tools: ToolDeclaration[];
  model: string;
  voice: string;
  phrases: CallPhrases;
  nextTurn: number;
}

/** What is said in a call: its context, its turns, its tools. */
export interface CallTalk {
  /**
   * What the agent of a call that has just begun, or goes on with another agent, is told.
   *
   * Errors: `session_invalid` where the member is gone.
   */
  begin(call: Call): Promise<CallBeginning>;
  /**
   * Stores turns, each once by its index, with the cards and sources of the tools behind it; of an
   * incognito call nothing. A call that is over takes them for two minutes more.
   *
   * Errors: `turn_gap` (`expected`), `call_ended`, `epoch_stale`.
   */
  append(call: Call, turns: readonly SpokenTurn[]): Promise<{
    nextTurn: number;
    /** Shown at once; they are also kept with her next turn. */
    cards: Card[];
    /** All that the model is told from here on, where it changes. */
    instructions: string | null;
  }>;
  /** Runs a tool; what it shows is kept with the turn that follows. */
  runTool(
    call: Call,
    request: { name: string; id: string; arguments: unknown },
    signal: AbortSignal,
  ): Promise<{ result: Record<string, unknown>; cards: Card[]; citations: Citation[] }>;
  /** Keeps what the agent of an epoch measured; of an incognito call nothing. */
  keepFigures(call: Call, figures: CallFigures): Promise<void>;
}

/** Makes the talk of calls; `liveness` is real time, as all moments of a call are. */
export function createCallTalk(
  deps: KnownDependencies & {
    clock: Clock;
    liveness: Clock;
    community: Community;
    texts: Texts;
    wakes: Wakes;
    tools: ToolRegistry;
    times: CallTimes;
  },
): CallTalk {
  const { db, clock, community, texts, tools, times } = deps;
  const turns = createCallTurns(deps);
  const callTools = createCallTools(deps);
  const statistics = createCallStatistics(deps);

  /** What the model is told: how the talk stands by what is stored, or in a crisis for sure. */
  async function contextOf(
    call: Call,
    { inCrisis = false }: { inCrisis?: boolean } = {},
  ): Promise<FittingContext & { settings: Settings }> {
    const { id, memberId, language, incognito } = call;
    const earlier = incognito ? [] : await listTurns(db, memberId, { limit: TURNS_READ });
    const said = earlier.filter(({ role }) => role === "member");
    const query = said.slice(-TURNS_ASKED).map(({ text }) => text).join(" ");
    const known = await whatIsKnown(deps, { memberId, query, before: Number.MAX_SAFE_INTEGER });
    const { settings } = known;
    const member = { ...known.member, language };
    const now = clock.now();
    const context = buildCallContext({
      ...known,
      community,
      member,
      turns: earlier,
      asksName: !incognito && member.name === null && member.nameAskedAt === null,
      personaNames: settings.personaNames,
      crisis: crisisPrompt({ community, country: countryOf(settings), language }),
      inCrisis: inCrisis || isAboutHarm(call, said, now),
      goesOn: call.turns > 0,
      now,
    });
    const tokens = { ...context.tokens, tools: tools.tokens() };
    log.info("Context of call {id}: {tokens}", { id, memberId, tokens });
    return { ...context, settings };
  }

  /** Whether the talk is about self-harm now; words of another day no longer count. */
  function isAboutHarm({ id }: Call, said: readonly Turn[], now: number): boolean {
    const words = said.map(({ text, at }) => ({ text, at }));
    return isInCrisis(said.at(-1)?.callId === id ? words : [...words, { text: "", at: now }]);
  }

  /** The card with help for whoever says such words; undefined where nobody does. */
  async function emergencyIn(
    { memberId, language }: Call,
    spoken: readonly SpokenTurn[],
  ): Promise<Card | undefined> {
    const words = spoken.find(({ role, text }) => role === "member" && speaksOfSelfHarm(text));
    if (!words) return undefined;
    const country = countryOf(await getSettings(db, memberId));
    const said = [{ text: words.text, at: clock.now() }];
    return (await crisisIn(said, { community, country, language, texts }))?.card;
  }

  return {
    async begin(call) {
      const { language } = call;
      const { instructions, said, settings } = await contextOf(call);
      const { voices, models, greeting } = community.assistant;
      const chosen = voices.find(({ id }) => id === settings.voice) ?? voices[0]!;
      return {
        language,
        instructions,
        greeting: isGreeted(call) ? null : greeting[language],
        history: said.map(({ role, text }) => ({ role, text })),
        tools: callTools.declarations(call),
        model: models.voice,
        voice: chosen.id,
        phrases: await callPhrases(texts, language, times),
        nextTurn: call.turns,
      };
    },

    async append(call, spoken) {
      const emergency = await emergencyIn(call, spoken);
      const cards = emergency ? [emergency] : [];
      const instruct = async (options?: { inCrisis: boolean }) =>
        (await contextOf(call, options)).instructions;
      if (call.incognito) {
        const nextTurn = Math.max(...spoken.map(({ index }) => index)) + 1;
        const instructions = emergency ? await instruct({ inCrisis: true }) : null;
        return { nextTurn, cards, instructions };
      }
      const { nextTurn, crisis } = await turns.append(call, spoken, emergency);
      // Told again with such words: the answer to the first time may have been lost.
      if (emergency) return { nextTurn, cards, instructions: await instruct({ inCrisis: true }) };
      const changes = crisis.before !== crisis.after;
      return { nextTurn, cards, instructions: changes ? await instruct() : null };
    },

    runTool: (call, request, signal) => callTools.run(call, request, signal),
    keepFigures: (call, figures) => statistics.record(call, figures),
  };

  function isGreeted(call: Call): boolean {
    const { epoch, incognito, talking, talkedMilliseconds } = call;
    if (epoch <= 1) return false;
    if (call.turns > 0 || talkedMilliseconds >= GREETED_AFTER) return true;
    // Nothing tells of an incognito call but that the member was there.
    return incognito && (talking || talkedMilliseconds > 0);
  }
}
