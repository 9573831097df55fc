import type { ProfileSection } from "./member.ts";
import { stemsOf, wordsOf } from "./words.ts";

/** Something a member said about themself, as one short sentence. */
export interface Fact {
  schema: 1;
  id: string;
  section: ProfileSection;
  text: string;
  /** The sentences it was drawn from; one that the member wrote on the Memory screen has none. */
  sources: FactSource[];
  origin: "said" | "written";
  /** Since when it holds: when it was said. */
  validFrom: number;
  /** Until when it held; null while it holds. Set together with `supersededBy`. */
  validTo: number | null;
  /** The fact that took its place. */
  supersededBy: string | null;
  /** For what is temporary: the moment from which it is no longer used. */
  expiresAt: number | null;
  /** While it can be brought back: the moment the member deleted it. */
  deletedAt: number | null;
}

/** Where a fact comes from: a turn of the member, and the sentence in it. */
export interface FactSource {
  sequence: number;
  sentence: string;
  at: number;
}

/** Most facts kept of a member, those that no longer hold included; deleted ones do not count. */
export const MOST_FACTS = 300;
/** Longest fact and longest sentence kept with it, in UTF-16 units. */
export const FACT_LENGTH = 500;
/** How long a deleted fact can be brought back, in milliseconds of community time. */
export const RESTORE_TIME = 10 * 60_000;
/** The first sentences are kept; a statement that is repeated for years needs no more. */
const MOST_SOURCES = 5;

/** Whether a fact may be used: neither corrected, nor over, nor deleted. */
export function holds(fact: Fact, now: number): boolean {
  return fact.validTo === null && fact.deletedAt === null &&
    (fact.expiresAt === null || fact.expiresAt > now);
}

/** A fact to be kept; `at` is since when it holds, a written one has no source. */
export type FactDraft =
  & Pick<Fact, "id" | "section" | "text" | "expiresAt">
  & { at: number; source: FactSource | null };

/** What keeping a fact changes: `fact` is where the statement stands now. */
export interface FactChange {
  fact: Fact;
  written: Fact[];
  removed: Fact[];
}

/**
 * Keeps a fact among the others of its member; undefined where there is no room for it.
 *
 * A statement that holds already only gains a source. `supersedes` is the fact that it corrects. To
 * make room, what has not held for longest is dropped; what holds is never dropped.
 */
export function keepFact(
  facts: readonly Fact[],
  draft: FactDraft,
  now: number,
  supersedes?: Fact,
): FactChange | undefined {
  const written = draft.source === null;
  const same = facts.find((fact) =>
    holds(fact, now) && isSameStatement(fact.text, draft.text) &&
    // What the member wrote replaces even the same words, so that a capital letter can be corrected.
    !(written && fact.id === supersedes?.id)
  );
  if (same && (!supersedes || same.id === supersedes.id)) {
    const fact = withSource(same, draft.source);
    return { fact, written: fact === same ? [] : [fact], removed: [] };
  }
  const fact = same ? withSource(same, draft.source) : newFact(draft);
  const changed = supersedes ? [fact, endedBy(supersedes, fact, draft.at)] : [fact];
  const removed = droppedFor(applyChange(facts, { written: changed, removed: [] }), now);
  if (!removed) return undefined;
  return { fact, written: changed.filter((one) => !removed.includes(one)), removed };
}

/** The facts after a change. */
export function applyChange(
  facts: readonly Fact[],
  { written, removed }: Pick<FactChange, "written" | "removed">,
): Fact[] {
  const gone = new Set([...written, ...removed].map(({ id }) => id));
  return [...facts.filter(({ id }) => !gone.has(id)), ...written];
}

/** What a fact took the place of, directly and before that, the newest first. */
export function earlierThan(facts: readonly Fact[], factId: string): Fact[] {
  const found = new Set<Fact>();
  const wanted = [factId];
  for (const id of wanted) {
    for (const fact of facts) {
      if (fact.supersededBy !== id || found.has(fact)) continue;
      found.add(fact);
      wanted.push(fact.id);
    }
  }
  return [...found].sort((one, other) => other.validTo! - one.validTo!);
}

/** A fact as one line that may be kept; undefined where nothing is left or it is too long. */
export function cleanFact(text: string): string | undefined {
  const line = text.normalize("NFC").replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return line === "" || line.length > FACT_LENGTH ? undefined : line;
}

/**
 * Whether two facts say the same by the stems of their words in their order: «перешёл с фьючерсов на
 * спот» is not «перешёл со спота на фьючерсы», and «люблю» is not «не люблю».
 */
export function isSameStatement(one: string, other: string): boolean {
  return statementOf(one) === statementOf(other);
}

/** The part of a text that is this sentence, letter case and spaces aside, as it stands there. */
export function verbatimIn(text: string, sentence: string): string | undefined {
  const words = sentence.normalize("NFC").trim().split(/\s+/u);
  if (words[0] === "" || sentence.length > 2 * FACT_LENGTH) return undefined;
  const pattern = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("\\s+");
  return new RegExp(pattern, "iu").exec(text.normalize("NFC"))?.[0];
}

/** The sentence of a text that shares most with a statement; undefined where none shares a stem. */
export function sentenceFor(
  text: string,
  statement: string,
): { sentence: string; shared: number } | undefined {
  let best: { sentence: string; shared: number } | undefined;
  for (const [part] of text.matchAll(/[^.!?…\n]+(?:[.!?…]+|\n|$)/gu)) {
    const shared = countShared(part, statement);
    if (shared > (best?.shared ?? 0)) best = { sentence: part.trim(), shared };
  }
  return best;
}

/** How many stems of a statement a text has; a stem that begins with another counts as the same. */
export function countShared(text: string, statement: string): number {
  const stems = [...new Set(stemsOf(text))];
  return new Set(stemsOf(statement).filter((wanted) => stems.some((stem) => meet(stem, wanted))))
    .size;
}

/**
 * Whether a statement from this turn was taken back: corrected, or deleted by the member, who would
 * not want to meet it again only because the same words are read once more.
 */
export function isTakenBack(
  facts: readonly Fact[],
  draft: { text: string; source: FactSource },
  now: number,
): boolean {
  return facts.some((fact) =>
    !holds(fact, now) && fact.sources.some(({ sequence }) => sequence === draft.source.sequence) &&
    areAlike(fact.text, draft.text)
  );
}

function areAlike(one: string, other: string): boolean {
  const [stems, others] = [new Set(stemsOf(one)), new Set(stemsOf(other))];
  const shared = [...stems].filter((stem) => others.has(stem)).length;
  return isSameStatement(one, other) || shared / (stems.size + others.size - shared) >= 0.6;
}

const SHORTEST_BEGINNING = 4;

function meet(one: string, other: string): boolean {
  if (one === other) return true;
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= SHORTEST_BEGINNING && long.startsWith(short);
}

const NEGATIONS = new Set("не нет ни без no not never without nor".split(" "));

function statementOf(text: string): string {
  const words = wordsOf(text);
  const telling = words.flatMap((word) => NEGATIONS.has(word) ? ["not"] : stemsOf(word));
  return telling.some((stem) => stem !== "not") ? telling.join(" ") : words.join(" ");
}

function newFact({ id, section, text, expiresAt, at, source }: FactDraft): Fact {
  return {
    schema: 1,
    id,
    section,
    text,
    sources: source ? [source] : [],
    origin: source ? "said" : "written",
    validFrom: at,
    validTo: null,
    supersededBy: null,
    expiresAt,
    deletedAt: null,
  };
}

function withSource(fact: Fact, source: FactSource | null): Fact {
  const known = source === null || fact.sources.length >= MOST_SOURCES ||
    fact.sources.some(({ sequence }) => sequence === source.sequence);
  return known ? fact : { ...fact, sources: [...fact.sources, source] };
}

function endedBy(fact: Fact, by: Fact, at: number): Fact {
  return { ...fact, validTo: Math.max(at, fact.validFrom), supersededBy: by.id };
}

function droppedFor(facts: readonly Fact[], now: number): Fact[] | undefined {
  const kept = facts.filter(({ deletedAt }) => deletedAt === null);
  const over = kept.length - MOST_FACTS;
  if (over <= 0) return [];
  const endOf = (fact: Fact) => fact.validTo ?? fact.expiresAt ?? 0;
  const ended = kept.filter((fact) => !holds(fact, now))
    .sort((one, other) => endOf(one) - endOf(other));
  return ended.length < over ? undefined : ended.slice(0, over);
}
