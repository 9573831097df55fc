import { estimateTokens } from "./tokens.ts";
import type { Turn } from "./conversation.ts";

/** A conversation that is over, still to be summed up and searched for facts. */
export interface Digest {
  schema: 1;
  memberId: string;
  /** The epoch of the turns: what was erased meanwhile is not written back. */
  epoch: string;
  firstSequence: number;
  lastSequence: number;
  /** How often it was begun. */
  attempts: number;
  /** When it is begun, or begun again; null once it is given up. */
  dueAt: number | null;
}

/** What a conversation was about, in three to five sentences. */
export interface Summary {
  schema: 1;
  firstSequence: number;
  lastSequence: number;
  /** When its first and its last turn were said. */
  from: number;
  to: number;
  text: string;
}

/** How often a digest is begun before it is given up; the turns stay either way. */
export const MOST_ATTEMPTS = 12;
const FIRST_PAUSE = 3 * 60_000;
const LONGEST_PAUSE = 6 * 3600_000;

/** How long after an attempt the next one follows, if it does not succeed, in milliseconds. */
export function pauseAfter(attempt: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1));
}

/** Most estimated tokens of the turns that are digested at once, and most turns. */
export const PART_TOKENS = 12_000;
export const PART_TURNS = 400;

/**
 * The turns that are digested at once: as many as fit, and no question without its answer where that
 * can be had. At least one turn.
 */
export function firstPart(turns: readonly Turn[]): Turn[] {
  let tokens = 0;
  const fitting = turns.slice(0, PART_TURNS).findIndex((turn) => {
    tokens += estimateTokens(turn.text);
    return tokens > PART_TOKENS;
  });
  const most = fitting < 0 ? Math.min(turns.length, PART_TURNS) : Math.max(1, fitting);
  if (most === turns.length) return [...turns];
  const next = turns.slice(1, most + 1).findLastIndex(({ role }) => role === "member") + 1;
  return turns.slice(0, next > 0 ? next : most);
}

/** Fewest sentences of a summary, and most. */
const SENTENCES = [3, 5] as const;
/** Longest summary, in UTF-16 units. */
const SUMMARY_LENGTH = 1500;

/** The summary as it may be kept, or why it may not. */
export function checkSummary(text: string): { text: string } | { problem: string } {
  const line = text.normalize("NFC").replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const sentences = line.split(/[.!?…]+["»”')]*(?:\s+|$)/u).filter((part) => /\p{L}/u.test(part));
  const [fewest, most] = SENTENCES;
  if (sentences.length < fewest || sentences.length > most) {
    return { problem: `it has ${sentences.length} sentences instead of ${fewest} to ${most}` };
  }
  if (line.length > SUMMARY_LENGTH) {
    return { problem: `it has ${line.length} characters, and ${SUMMARY_LENGTH} are the most` };
  }
  return { text: line };
}

/** Words of a single exchange that are worth a summary, in estimated tokens. */
const TRIVIAL_TOKENS = 200;

/**
 * Whether a conversation is worth a summary.
 *
 * A greeting and its answer are not: three sentences about them would be longer than they are, and
 * would take the place of what the member was last told in earnest.
 */
export function isWorthSummary(turns: readonly Turn[]): boolean {
  const tokens = turns.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  return turns.length > 2 || tokens > TRIVIAL_TOKENS;
}
