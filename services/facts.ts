import {
  addDueFact,
  type DueFact,
  listDueFacts,
  listFacts,
  removeDueFact,
  writeFacts,
} from "../db/facts.ts";
import { getMember } from "../db/members.ts";
import { forgetTurns, listTurnsBetween } from "../db/turns.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Turn } from "../domain/conversation.ts";
import { AppError } from "../domain/errors.ts";
import {
  cleanFact,
  earlierThan,
  type Fact,
  FACT_LENGTH,
  type FactSource,
  holds,
  keepFact,
  RESTORE_TIME,
} from "../domain/fact.ts";
import type { ProfileSection } from "../domain/member.ts";
import { refuseBanned } from "./members.ts";
import type { Clock, Ids } from "./ports.ts";

/** A fact as its member sees it, with what it took the place of, the newest first. */
export interface FactView {
  id: string;
  section: ProfileSection;
  text: string;
  validFrom: number;
  expiresAt: number | null;
  source: FactSource | null;
  earlier: { text: string; validTo: number }[];
}

/** Something the member said, to be kept as a fact; `text` is checked. */
export interface SaidFact {
  section: ProfileSection;
  text: string;
  source: FactSource;
}

/** Turns shown before and after the one that a fact comes from. */
const TURNS_AROUND = 3;
/** Entries read at once in a sweep. */
const SWEEP_BATCH = 100;

/**
 * What is remembered of a member, by the member's own words.
 *
 * Errors of all but `sweep`: `banned`, `session_invalid`; `not_found` for a fact that this member does
 * not have.
 */
export interface Facts {
  /**
   * Keeps what the member said. One that holds already only gains the source; undefined where as many
   * facts hold as may be kept. Errors: `session_invalid`.
   */
  add(memberId: string, said: SaidFact): Promise<Fact | undefined>;
  /** What is remembered, the newest first; what was temporary and is over stands at the end. */
  list(memberId: string): Promise<FactView[]>;
  /** Puts the member's own words in the place of a fact; `bad_request` where they cannot be one. */
  change(memberId: string, factId: string, text: string): Promise<FactView>;
  /** Deletes a fact with its earlier forms; answers until when it can be brought back. */
  remove(memberId: string, factId: string): Promise<{ restorableUntil: number }>;
  /** Brings a deleted fact back; `not_found` once it is gone for good. */
  restore(memberId: string, factId: string): Promise<FactView>;
  /** The sentence that a fact comes from, and the turns around it. */
  origin(memberId: string, factId: string): Promise<{
    sequence: number;
    sentence: string;
    turns: Turn[];
  }>;
  /** Removes for good what was deleted long enough ago; answers how many facts. */
  sweep(): Promise<number>;
}

/** Makes what keeps members' facts. */
export function createFacts(deps: { db: Database; clock: Clock; ids: Ids }): Facts {
  const { db, clock, ids } = deps;

  /** The facts of a member who may see them. */
  async function read(reader: Transaction | Database, memberId: string): Promise<Fact[]> {
    refuseBanned(await getMember(reader, memberId));
    return await listFacts(reader, memberId);
  }

  return {
    async add(memberId, { section, text, source }) {
      const id = ids.next();
      return await db.tx(async (tx) => {
        // A member who was erased meanwhile gets nothing written back.
        const draft = { id, section, text, source, at: source.at, expiresAt: null };
        const change = keepFact(await read(tx, memberId), draft, clock.now());
        if (change) writeFacts(tx, memberId, change);
        return change?.fact;
      });
    },

    async list(memberId) {
      const now = clock.now();
      const facts = await db.tx((tx) => read(tx, memberId));
      return facts.filter(isShown)
        .sort((one, other) =>
          Number(holds(other, now)) - Number(holds(one, now)) || other.validFrom - one.validFrom
        )
        .map((fact) => factView(fact, facts));
    },

    async change(memberId, factId, wanted) {
      const text = cleanFact(wanted);
      if (text === undefined) {
        throw new AppError("bad_request", {
          expected: `a fact of 1 to ${FACT_LENGTH} characters`,
          received: `${wanted.trim().length} characters`,
        });
      }
      const id = ids.next();
      return await db.tx(async (tx) => {
        const facts = await read(tx, memberId);
        const fact = shown(facts, factId);
        if (fact.text === text) return factView(fact, facts);
        const { section, expiresAt } = fact;
        const now = clock.now();
        const draft = { id, section, text, source: null, at: now, expiresAt };
        // One takes the place of another, so there is always room.
        const change = keepFact(facts, draft, now, fact)!;
        writeFacts(tx, memberId, change);
        return factView(change.fact, await listFacts(tx, memberId));
      });
    },

    async remove(memberId, factId) {
      return await db.tx(async (tx) => {
        const facts = await read(tx, memberId);
        const fact = shown(facts, factId);
        const deletedAt = clock.now();
        const chain = [fact, ...earlierThan(facts, factId)];
        const written = chain.map((one) => ({ ...one, deletedAt }));
        writeFacts(tx, memberId, { written, removed: [] });
        addDueFact(tx, memberId, factId, deletedAt + RESTORE_TIME);
        const sequences = chain.flatMap(({ sources }) => sources.map(({ sequence }) => sequence));
        await forgetTurns(tx, memberId, sequences);
        return { restorableUntil: deletedAt + RESTORE_TIME };
      });
    },

    async restore(memberId, factId) {
      return await db.tx(async (tx) => {
        const facts = await read(tx, memberId);
        const fact = facts.find(({ id }) => id === factId);
        const deletedAt = fact?.deletedAt ?? null;
        if (fact && deletedAt === null && isShown(fact)) return factView(fact, facts);
        if (!fact || deletedAt === null || deletedAt + RESTORE_TIME <= clock.now()) {
          throw new AppError("not_found", { what: "fact" });
        }
        const written = [fact, ...earlierThan(facts, factId)]
          .map((one) => ({ ...one, deletedAt: null }));
        writeFacts(tx, memberId, { written, removed: [] });
        removeDueFact(tx, memberId, factId, deletedAt + RESTORE_TIME);
        return factView(written[0]!, written);
      });
    },

    async origin(memberId, factId) {
      const source = shown(await db.tx((tx) => read(tx, memberId)), factId).sources[0];
      const turns = source && await listTurnsBetween(db, memberId, {
        first: source.sequence - TURNS_AROUND,
        last: source.sequence + TURNS_AROUND,
      });
      if (!turns?.some(({ sequence }) => sequence === source!.sequence)) {
        throw new AppError("not_found", { what: "source" });
      }
      return { sequence: source!.sequence, sentence: source!.sentence, turns };
    },

    async sweep() {
      let removed = 0;
      for (const due of await listDueFacts(db, clock.now(), SWEEP_BATCH)) {
        removed += await db.tx((tx) => purge(tx, due));
      }
      return removed;
    },
  };

  async function purge(tx: Transaction, due: DueFact): Promise<number> {
    const { memberId, factId, moment } = due;
    const facts = await listFacts(tx, memberId);
    const fact = facts.find(({ id }) => id === factId);
    removeDueFact(tx, memberId, factId, moment);
    // It was brought back or erased, or deleted once more and has another entry.
    if (!fact || fact.deletedAt === null || fact.deletedAt + RESTORE_TIME > clock.now()) return 0;
    const removed = [fact, ...earlierThan(facts, factId)];
    writeFacts(tx, memberId, { written: [], removed });
    return removed.length;
  }
}

function shown(facts: readonly Fact[], factId: string): Fact {
  const fact = facts.find(({ id }) => id === factId);
  if (!fact || !isShown(fact)) throw new AppError("not_found", { what: "fact" });
  return fact;
}

/** All that is kept can be seen: what was temporary and is over too, and the corrected as earlier. */
function isShown(fact: Fact): boolean {
  return fact.deletedAt === null && fact.supersededBy === null;
}

/** A fact as its member sees it; `facts` are those among which it stands. */
export function factView(fact: Fact, facts: readonly Fact[]): FactView {
  const { id, section, text, validFrom, expiresAt, sources } = fact;
  const earlier = earlierThan(facts, id).map(({ text, validTo }) => ({ text, validTo: validTo! }));
  return { id, section, text, validFrom, expiresAt, source: sources[0] ?? null, earlier };
}
