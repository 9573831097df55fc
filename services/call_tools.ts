import { getCallExtras, setCallExtras } from "../db/call_extras.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import { listTurns } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Call } from "../domain/call.ts";
import { type CallExtras, numberSources, withShown } from "../domain/call_extras.ts";
import type { Card } from "../domain/card.ts";
import type { Citation } from "../domain/citation.ts";
import type { Turn } from "../domain/conversation.ts";
import { turnsWake } from "./call_turns.ts";
import type { Clock, ToolDeclaration } from "./ports.ts";
import type { Texts } from "./texts.ts";
import type { ToolRegistry } from "./tools/registry.ts";
import type { Wakes } from "./wakes.ts";

/** A tool that the model of a call asks for; all of it is unchecked. */
export interface CallToolRequest {
  name: string;
  /** The model's own name of the request. */
  id: string;
  arguments: unknown;
}

export interface CallToolOutcome {
  result: Record<string, unknown>;
  cards: Card[];
  /** Numbered through the call. */
  citations: Citation[];
}

/** How long a tool waits for the words that it goes by, and how often it looks, in milliseconds. */
const WORDS_WAIT = 800;
const LOOK_EVERY = 200;
/** Turns among which the newest words of the member are looked for. */
const TURNS_READ = 12;
/** Calls of which the sources are known in memory alone, because nothing of them is stored. */
const MOST_INCOGNITO = 200;

/** Makes what runs tools for calls, from the registry that text has. */
export function createCallTools(deps: {
  db: Database;
  clock: Clock;
  texts: Texts;
  tools: ToolRegistry;
  wakes: Wakes;
}) {
  const { db, clock, texts, tools, wakes } = deps;
  const incognito = new Map<string, string[]>();

  const declarations = (call: Call): ToolDeclaration[] =>
    tools.declarations({ incognito: call.incognito });

  /** The turn that the tool answers: the member's newest. It may be on its way while a tool is run. */
  async function answered(
    call: Call,
    { waits, signal }: { waits: boolean; signal: AbortSignal },
  ): Promise<number> {
    // All that was ever said comes before a talk that has no place among it.
    if (call.incognito) return Number.MAX_SAFE_INTEGER;
    let left = waits ? WORDS_WAIT : 0;
    while (true) {
      const turns = await listTurns(db, call.memberId, { limit: TURNS_READ });
      const newest = turns.findLast(({ callId }) => callId === call.id);
      if (newest?.role === "member" || left <= 0 || signal.aborted) {
        return newestOf(turns, call);
      }
      await wakes.wait(turnsWake(call.id), LOOK_EVERY, signal);
      left -= LOOK_EVERY;
    }
  }

  /** Keeps what was shown for her next turn; answers the sources by their numbers. */
  async function keep(
    call: Call,
    cards: Card[],
    named: readonly Omit<Citation, "number">[],
  ): Promise<Citation[]> {
    if (cards.length === 0 && named.length === 0) return [];
    if (call.incognito) {
      const numbered = numberSources(incognito.get(call.id) ?? [], named);
      remember(call.id, numbered.sources);
      return numbered.citations;
    }
    return await db.tx(async (tx) => {
      const extras = await getCallExtras(tx, call.id);
      const { sources, citations } = numberSources(extras.sources, named);
      // Nothing is written any more for a member who is being erased, or a call that is gone.
      const record = await tx.get<Call>(keys.call(call.id));
      if (!record || !await getMember(tx, call.memberId)) return citations;
      const shown: CallExtras = withShown({ ...extras, sources }, { cards, citations });
      setCallExtras(tx, call.id, shown);
      return citations;
    });
  }

  function remember(callId: string, sources: string[]): void {
    incognito.delete(callId);
    incognito.set(callId, sources);
    const [oldest] = incognito.keys();
    if (incognito.size > MOST_INCOGNITO) incognito.delete(oldest!);
  }

  return {
    declarations,

    /** Runs a tool; what it shows is kept with the turn that follows. Throws for the signal alone. */
    async run(
      call: Call,
      request: CallToolRequest,
      signal: AbortSignal,
    ): Promise<CallToolOutcome> {
      const { memberId, language } = call;
      const waits = tools.listens(request.name);
      const turnSequence = await answered(call, { waits, signal });
      const named: Omit<Citation, "number">[] = [];
      const offered = declarations(call).map(({ name }) => name);
      const { result, cards = [] } = await tools.call(request.name, request.arguments, {
        db,
        clock,
        memberId,
        language,
        texts,
        turnSequence,
        cite: (citation) => named.push(citation),
        aloud: true,
        signal,
      }, offered);
      return { result, cards, citations: await keep(call, cards, named) };
    },
  };
}

/** The member's newest turn in the call, or the newest of all. */
function newestOf(turns: readonly Turn[], { id }: Call): number {
  const said = turns.findLast(({ callId, role }) => callId === id && role === "member");
  return (said ?? turns.at(-1))?.sequence ?? 0;
}
