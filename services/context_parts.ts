import { beginningOf } from "../domain/beginning.ts";
import type { Turn } from "../domain/conversation.ts";
import type { Summary } from "../domain/digest.ts";
import { type Fact, holds } from "../domain/fact.ts";
import { PROFILE_SECTIONS } from "../domain/member.ts";
import { estimateTokens, newestWithin } from "../domain/tokens.ts";
import type { Recalled } from "./recall.ts";

/** Most estimated tokens of a context, in text and at the start of a call. */
export const CONTEXT_BUDGET = 6000;
/** Most of them for each part; what a part leaves is for the turns. */
const BUDGETS = { notes: 800, profile: 1000, summary: 400, recalled: 700 };
/** Where it gets tight, the parts leave this many to what was just said. */
const TURNS_FIRST = 500;
/** Longest piece of something recalled, in UTF-16 units. */
const EXCERPT_LENGTH = 400;

/** A part that is ready: `text` is trusted to be well-formed, `name` is for the log. */
export interface ContextNote {
  name: string;
  text: string;
}

/** What is known and was said, of which a context tells what fits. */
export interface ContextSources {
  /** All facts of the member; those that hold are told. */
  facts: readonly Fact[];
  /** What the last conversation was about. */
  summary?: Summary;
  /** What fits the question, the best first. */
  recalled?: readonly Recalled[];
  /** Further parts, the most important first; those that do not fit are left out whole. */
  notes?: readonly ContextNote[];
  now: number;
}

/** What of it fits beside the prompt. */
export interface FittingContext {
  instructions: string;
  /** Oldest first. */
  said: Turn[];
  /** Estimated tokens by part, for the log. */
  tokens: Record<string, number>;
}

/**
 * Adds to a prompt what fits into the budget: the newest facts and turns first.
 *
 * The prompt and `answered`, the turn to be answered, are always kept.
 */
export function fillContext(
  prompt: string,
  sources: ContextSources,
  { earlier, answered, turnsFirst = TURNS_FIRST }: {
    earlier: readonly Turn[];
    answered?: Turn;
    turnsFirst?: number;
  },
): FittingContext {
  const room = CONTEXT_BUDGET - estimateTokens(prompt) - costOf(answered);
  const parts = new Parts(room, turnsFirst);

  for (const note of sources.notes ?? []) parts.addNote(note);
  const facts = parts.fitting(BUDGETS.profile, profileLines(sources), describeProfile);
  parts.add("profile", describeProfile(facts));
  parts.add("summary", describeSummary(sources.summary, parts.room(BUDGETS.summary)));

  const memories = worthRecalling(sources, facts.map(({ fact }) => fact));
  const kept = Math.min(estimateTokens(describeRecalled(memories)), parts.room(BUDGETS.recalled));
  const older = newestWithin(earlier, parts.left - kept, (turn) => turn.text);
  const said = answered ? [...older, answered] : older;
  const unseen = notAmong(said, memories);
  parts.add("recalled", describeRecalled(parts.fittingFirst(kept, unseen, describeRecalled)));

  return {
    instructions: prompt + parts.text,
    said,
    tokens: {
      prompt: estimateTokens(prompt),
      ...parts.tokens,
      turns: said.reduce((sum, turn) => sum + costOf(turn), 0),
    },
  };
}

/** The parts of the instructions after the prompt, and the tokens that are left. */
class Parts {
  text = "";
  readonly tokens: Record<string, number> = {};
  #notes = BUDGETS.notes;

  constructor(public left: number, readonly turnsFirst: number) {}

  /** What a part of this budget may cost now. */
  room(budget: number): number {
    return Math.max(0, Math.min(budget, this.left - this.turnsFirst));
  }

  add(name: string, text: string): void {
    const cost = estimateTokens(text);
    this.text += text;
    this.left -= cost;
    this.tokens[name] = (this.tokens[name] ?? 0) + cost;
  }

  addNote({ name, text }: ContextNote): void {
    const part = text === "" ? "" : `\n\n${text}`;
    const cost = estimateTokens(part);
    if (cost > this.room(this.#notes)) return;
    this.#notes -= cost;
    this.add(name, part);
  }

  /** As many of the last items as fit together, within a budget. */
  fitting<T>(budget: number, items: readonly T[], describe: (items: T[]) => string): T[] {
    const room = this.room(budget);
    let first = items.length;
    while (first > 0 && estimateTokens(describe(items.slice(first - 1))) <= room) first -= 1;
    return items.slice(first);
  }

  /** As many of the first items as fit together, within a budget. */
  fittingFirst<T>(budget: number, items: readonly T[], describe: (items: T[]) => string): T[] {
    const kept: T[] = [];
    for (const item of items) {
      if (estimateTokens(describe([...kept, item])) <= budget) kept.push(item);
    }
    return kept;
  }
}

function costOf(turn: Turn | undefined): number {
  return estimateTokens(turn?.text ?? "");
}

interface ProfileLine {
  fact: Fact;
  line: string;
}

/** The facts that hold, oldest first. */
function profileLines({ facts, now }: ContextSources): ProfileLine[] {
  return facts.filter((fact) => holds(fact, now))
    .toSorted((one, other) => one.validFrom - other.validFrom)
    .map((fact) => ({ fact, line: `- ${fact.section}: ${escape(fact.text)}` }));
}

/** Facts by section, as a part of the instructions; empty without any. */
function describeProfile(lines: readonly ProfileLine[]): string {
  const sorted = PROFILE_SECTIONS.flatMap((section) =>
    lines.filter(({ fact }) => fact.section === section).map(({ line }) => line)
  );
  return element("profile", sorted);
}

function describeSummary(summary: Summary | undefined, room: number): string {
  if (!summary) return "";
  const part = element(`last_conversation on="${dayName(summary.to)}"`, [escape(summary.text)]);
  return estimateTokens(part) <= room ? part : "";
}

function describeRecalled(recalled: readonly Recalled[]): string {
  return element(
    "recalled",
    recalled.map(({ text, at, role, kind }) => {
      const by = kind === "fact" ? "remembered" : role === "member" ? "member" : "you";
      return `- ${dayName(at)}, ${by}: ${escape(excerpt(text))}`;
    }),
  );
}

/** What was recalled without what is told as a fact, and without turns that were corrected since. */
function worthRecalling(
  { recalled = [], facts, now }: ContextSources,
  told: Fact[],
): Recalled[] {
  const toldIds = new Set(told.map(({ id }) => id));
  const turnsOf = (some: Fact[]) =>
    some.flatMap(({ sources }) => sources.map(({ sequence }) => sequence));
  const bearing = new Set(turnsOf(facts.filter((fact) => holds(fact, now))));
  const corrected = new Set(turnsOf(facts.filter((fact) => !holds(fact, now))));
  return recalled.filter((one) =>
    one.kind === "fact"
      ? !toldIds.has(one.fact.id)
      : bearing.has(one.turn.sequence) || !corrected.has(one.turn.sequence)
  );
}

/** What was recalled without the turns that are told anyway; numbers alone repeat incognito. */
function notAmong(told: readonly Turn[], recalled: readonly Recalled[]): Recalled[] {
  const nameOf = ({ generationId, sequence }: Turn) => `${sequence}:${generationId}`;
  const names = new Set(told.map(nameOf));
  return recalled.filter((one) => one.kind === "fact" || !names.has(nameOf(one.turn)));
}

/** Lines as an element of the instructions; empty without any. */
function element(tag: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  return `\n\n<${tag}>\n${lines.join("\n")}\n</${tag.split(" ", 1)[0]}>`;
}

function dayName(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function excerpt(text: string): string {
  if (text.length <= EXCERPT_LENGTH) return text;
  return `${beginningOf(text, EXCERPT_LENGTH)}…`;
}

/** What a member said is data: it cannot end its line or close an element of the instructions. */
export function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
