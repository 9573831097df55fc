import { listFacts } from "../db/facts.ts";
import { keys } from "../db/keys.ts";
import { getConversation, listTurnsBetween } from "../db/turns.ts";
import type { Database } from "../db/tx.ts";
import type { Conversation, Turn } from "../domain/conversation.ts";
import { type Fact, holds } from "../domain/fact.ts";
import { type PreparedQuery, stemsAskedFor, TurnIndex } from "../domain/recall.ts";
import type { Clock } from "./ports.ts";

/** Something that was said before, or is remembered of it. */
export type Recalled =
  & {
    text: string;
    /** When it was said; milliseconds since the Unix epoch. */
    at: number;
    /** The turn it stands in; null for a fact that the member wrote. */
    sequence: number | null;
    role: Turn["role"];
  }
  & ({ kind: "fact"; fact: Fact } | { kind: "turn"; turn: Turn });

export interface RecallOptions {
  limit: number;
  /** Only turns before this one. */
  before?: number;
  /** The member's facts, where they were read just now. */
  facts?: readonly Fact[];
  /** Only turns that have a word of the query themselves, not those said around them. */
  exact?: boolean;
  /** How well it must fit, as the index scores it; 0 without. */
  least?: number;
}

/**
 * Finds what a member's facts and turns say about something, the best first; nothing of another.
 *
 * It follows the store: what was said is found at once, in every process, and what was erased never.
 */
export type Recall = (
  memberId: string,
  query: string,
  options: RecallOptions,
) => Promise<Recalled[]>;

/** The newest turns of a member that are searched; older ones can still be read, page by page. */
export const MOST_INDEXED = 20_000;
/** So many more may gather before the oldest are left out. */
const SLACK = 2_000;
/** Most turns held in memory, of all members: about 60 MB. */
const MOST_HELD = 60_000;
/** Most members held in memory. */
const MOST_MEMBERS = 200;
/** Turns read at once; between two readings others get their turn. */
const PAGE = 250;
/** A fact is the essence of what was said. */
const OF_FACT = 1.2;

interface Held {
  epoch: string;
  index: TurnIndex;
  /** The newest turn in the index. */
  last: number;
  /** What is being read into it. */
  reading: Promise<void>;
}

/** Makes the recall of one process; `most` are the turns it may hold in memory. */
export function createRecall(
  deps: { db: Database; clock: Clock },
  { most = MOST_HELD }: { most?: number } = {},
): Recall {
  const { db, clock } = deps;
  /** The indexes, the one that was asked last at the end. */
  const held = new Map<string, Held>();

  return async (memberId, query, { limit, before, facts, exact, least = 0 }) => {
    // Without looking into the member's turns, of which there may be thousands.
    if (stemsAskedFor(query).length === 0) return [];
    const [conversation, known] = await Promise.all([
      getConversation(db, memberId),
      facts ?? listFacts(db, memberId),
    ]);
    const index = await follow(memberId, conversation);
    const prepared = index.prepare(query);
    const now = clock.now();
    const found = [
      ...rankFacts(index, prepared, known.filter((fact) => holds(fact, now))),
      ...index.search(prepared, { limit, before, exact }),
    ].filter(({ score }) => score > least)
      .sort((one, other) => other.score - one.score).slice(0, limit);
    const sequences = found.flatMap((one) => "sequence" in one ? [one.sequence] : []);
    const turns = await readTurns(memberId, sequences);
    return found.flatMap((one) => "fact" in one ? [one.fact] : turns.get(one.sequence) ?? []);
  };

  /** The index of a member with all turns up to the conversation's newest. */
  async function follow(
    memberId: string,
    conversation: Conversation | undefined,
  ): Promise<TurnIndex> {
    let entry = held.get(memberId);
    held.delete(memberId);
    if (!conversation) return new TurnIndex();
    const outgrown = entry && entry.index.size > MOST_INDEXED + SLACK;
    if (!entry || entry.epoch !== conversation.epoch || outgrown) {
      const { epoch, lastSequence } = conversation;
      const last = Math.max(0, lastSequence - MOST_INDEXED);
      entry = { epoch, index: new TurnIndex(), last, reading: Promise.resolve() };
    }
    held.set(memberId, entry);
    makeRoom();
    const current = entry;
    const reading = current.reading.catch(() => {}).then(() =>
      readOn(memberId, current, conversation.lastSequence)
    );
    await (current.reading = reading);
    return current.index;
  }

  async function readOn(memberId: string, entry: Held, lastSequence: number): Promise<void> {
    while (entry.last < lastSequence) {
      const page = { first: entry.last + 1, last: Math.min(entry.last + PAGE, lastSequence) };
      for (const turn of await listTurnsBetween(db, memberId, page)) entry.index.add(turn);
      entry.last = page.last;
    }
  }

  /** Lets go of the members who were not asked about for longest. */
  function makeRoom(): void {
    let turns = 0;
    for (const { index } of held.values()) turns += index.size;
    for (const [memberId, { index }] of held) {
      if (held.size === 1 || held.size <= MOST_MEMBERS && turns <= most) return;
      held.delete(memberId);
      turns -= index.size;
    }
  }

  async function readTurns(memberId: string, sequences: number[]): Promise<Map<number, Recalled>> {
    const turns = await db.getMany<Turn[]>(sequences.map((one) => keys.turn(memberId, one)));
    return new Map(
      turns.filter((turn) => turn !== undefined).map((turn) => {
        const { text, at, sequence, role } = turn;
        return [sequence, { kind: "turn", text, at, sequence, role, turn }];
      }),
    );
  }
}

function rankFacts(
  index: TurnIndex,
  prepared: PreparedQuery,
  facts: readonly Fact[],
): { fact: Recalled; score: number }[] {
  return facts.map((fact) => {
    const { text, validFrom: at, sources } = fact;
    const sequence = sources[0]?.sequence ?? null;
    const recalled: Recalled = { kind: "fact", text, at, sequence, role: "member", fact };
    return { fact: recalled, score: OF_FACT * index.score(prepared, text) };
  }).filter(({ score }) => score > 0);
}
