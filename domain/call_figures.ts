import type { CallEndReason } from "./call.ts";

/** What an agent measured of a call, in milliseconds; never a word. */
export interface CallFigures {
  /** From the tap to the first sound; null where the app told no tap. */
  tapToFirstSound: number | null;
  dispatchToFirstSound: number | null;
  /** Each turn's end of speech to first sound. */
  turns: number[];
  tools: { name: string; milliseconds: number }[];
  interruptions: number;
  /** How often the model fell silent and was asked again. */
  stalls: number;
  /** How often a session of the model was gone on with. */
  resumptions: number;
}

/** How a call went, for the operator. It names nobody; it goes when the member of its call does. */
export interface CallRecord {
  schema: 1;
  endReason: CallEndReason | null;
  talkedMilliseconds: number;
  /** By the epoch of the agent that measured: a call that went on with another has two. */
  figures: Record<string, CallFigures>;
}

/** Most turns and tools of which one agent's figures are kept: they fit into one value. */
export const MOST_TURN_FIGURES = 500;
export const MOST_TOOL_FIGURES = 100;
/** Longest name of a tool among figures. */
export const TOOL_NAME_LENGTH = 64;

/** Figures as they are kept: whole milliseconds, as many as fit. */
export function keptFigures(figures: CallFigures): CallFigures {
  const whole = (value: number | null) => value === null ? null : Math.round(value);
  return {
    tapToFirstSound: whole(figures.tapToFirstSound),
    dispatchToFirstSound: whole(figures.dispatchToFirstSound),
    turns: figures.turns.slice(0, MOST_TURN_FIGURES).map(Math.round),
    tools: figures.tools.slice(0, MOST_TOOL_FIGURES).map(({ name, milliseconds }) => ({
      name,
      milliseconds: Math.round(milliseconds),
    })),
    interruptions: figures.interruptions,
    stalls: figures.stalls,
    resumptions: figures.resumptions,
  };
}

/** The middle and the slow end of some durations, in milliseconds; null where there are none. */
export interface Percentiles {
  p50: number | null;
  p90: number | null;
}

/** How the calls of a day went. */
export interface DayOfCalls {
  day: string;
  calls: number;
  talkedMilliseconds: number;
  tapToFirstSound: Percentiles;
  turns: Percentiles;
  tools: Percentiles;
  interruptions: number;
  stalls: number;
  resumptions: number;
  /** How many calls ended for each reason. */
  ends: Partial<Record<CallEndReason, number>>;
}

/** Sums up the calls of a day; nothing is measured twice, because each epoch is kept once. */
export function sumUpDay(day: string, records: readonly CallRecord[]): DayOfCalls {
  const measured = records.flatMap(({ figures }) => Object.values(figures));
  const count = (name: "interruptions" | "stalls" | "resumptions") =>
    measured.reduce((sum, figures) => sum + figures[name], 0);
  const ends: DayOfCalls["ends"] = {};
  for (const { endReason } of records) {
    if (endReason) ends[endReason] = (ends[endReason] ?? 0) + 1;
  }
  return {
    day,
    calls: records.length,
    talkedMilliseconds: records.reduce((sum, { talkedMilliseconds: ms }) => sum + ms, 0),
    tapToFirstSound: percentilesOf(measured.flatMap(({ tapToFirstSound: ms }) => ms ?? [])),
    turns: percentilesOf(measured.flatMap(({ turns }) => turns)),
    tools: percentilesOf(measured.flatMap(({ tools }) => tools.map((one) => one.milliseconds))),
    interruptions: count("interruptions"),
    stalls: count("stalls"),
    resumptions: count("resumptions"),
    ends,
  };
}

/** By nearest rank: a value that was measured, never one in between. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
  return { p50: at(0.5), p90: at(0.9) };
}
