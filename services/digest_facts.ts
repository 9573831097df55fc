import { dayOf } from "../domain/calendar.ts";
import type { Turn } from "../domain/conversation.ts";
import {
  applyChange,
  cleanFact,
  countShared,
  type Fact,
  type FactChange,
  type FactDraft,
  type FactSource,
  holds,
  isTakenBack,
  keepFact,
  verbatimIn,
} from "../domain/fact.ts";
import type { Operation } from "./digest_requests.ts";

/** What is known of a conversation besides what the model made of it. */
export interface Ground {
  /** All its turns; only what the member said in them is a source. */
  turns: readonly Turn[];
  /** An id for each operation. */
  ids: readonly string[];
  /** Turns of which the member deleted a fact. */
  forgotten: readonly number[];
  now: number;
  timeZone: string;
}

/** Farthest day until which something may be said to hold, in milliseconds. */
const LONGEST_TEMPORARY = 400 * 24 * 3600_000;

/**
 * Does what the model asked for, as far as the turns bear it out.
 *
 * Refused and counted is what has no such sentence in a turn of the member, shares no word with it,
 * corrects what is not there or was written later, is over already, was taken back by the member, or
 * does not fit any more.
 */
export function applyOperations(
  facts: readonly Fact[],
  operations: readonly Operation[],
  ground: Ground,
): Pick<FactChange, "written" | "removed"> & { refused: number } {
  let current = [...facts];
  const touched = new Set<string>();
  let refused = 0;
  const inOrder = operations.map((operation, index) => ({ operation, id: ground.ids[index]! }))
    .sort((one, other) => one.operation.sequence - other.operation.sequence);
  for (const { operation, id } of inOrder) {
    const change = changeBy(current, operation, id, ground);
    if (!change) {
      refused += 1;
      continue;
    }
    current = applyChange(current, change);
    for (const fact of [...change.written, ...change.removed]) touched.add(fact.id);
  }
  const written = current.filter(({ id }) => touched.has(id));
  const kept = new Set(current.map(({ id }) => id));
  return { written, removed: facts.filter(({ id }) => !kept.has(id)), refused };
}

function changeBy(
  facts: readonly Fact[],
  operation: Operation,
  id: string,
  ground: Ground,
): FactChange | undefined {
  const source = sourceOf(operation, ground.turns);
  const text = cleanFact(operation.text);
  if (!source || text === undefined || countShared(source.sentence, text) === 0) return undefined;
  const expiresAt = expiryOf(operation.temporary_until, source.at, ground);
  if (expiresAt === undefined) return undefined;
  const { section, factId } = operation;
  const draft: FactDraft = { id, section, text, source, at: source.at, expiresAt };
  const forgotten = ground.forgotten.includes(source.sequence);
  if (forgotten || isTakenBack(facts, { text, source }, ground.now)) return undefined;
  if (factId === undefined) return keepFact(facts, draft, ground.now);
  const corrected = presentForm(facts, factId);
  const stands = corrected && holds(corrected, ground.now) && corrected.validFrom <= source.at;
  return stands ? keepFact(facts, draft, ground.now, corrected) : undefined;
}

/** A fact as it stands now: the turns may have corrected it more than once. */
function presentForm(facts: readonly Fact[], factId: string): Fact | undefined {
  const fact = facts.find(({ id }) => id === factId);
  return fact && fact.supersededBy !== null ? presentForm(facts, fact.supersededBy) : fact;
}

/** The sentence as it stands in that turn of the member; undefined where it does not. */
function sourceOf(
  { sequence, sentence }: Operation,
  turns: readonly Turn[],
): FactSource | undefined {
  const turn = turns.find((turn) => turn.sequence === sequence && turn.role === "member");
  const found = turn && verbatimIn(turn.text, sentence);
  return found === undefined ? undefined : { sequence, sentence: found, at: turn!.at };
}

/** The end of the last day, null for what lasts; undefined for no date, one gone by or too far. */
function expiryOf(
  until: string | undefined,
  saidAt: number,
  { now, timeZone }: Ground,
): number | null | undefined {
  if (until === undefined || until === "") return null;
  const noon = /^\d{4}-\d\d-\d\d$/.test(until) ? Date.parse(`${until}T12:00:00Z`) : NaN;
  if (Number.isNaN(noon)) return undefined;
  const { end } = dayOf(noon, timeZone);
  return end > now && end <= saidAt + LONGEST_TEMPORARY ? end : undefined;
}
