import { CALL_END_REASONS } from "../domain/call.ts";
import type { DayOfCalls, Percentiles } from "../domain/call_figures.ts";
import { type Command, type CommandDependencies, count } from "./command.ts";

export const CALLS_USAGE =
  `calls stats [--days N]     how the calls of the last days went, 14 where N is left out`;

const DAYS = 14;
const MOST_DAYS = 400;

/** The command that `calls …` stands for, or undefined where the words do not fit. */
export function readCallsCommand(words: readonly string[]): Command | undefined {
  const [action, option, number = "", ...rest] = words;
  if (action !== "stats" || rest.length > 0) return undefined;
  if (option === undefined) return (deps) => showStatistics(DAYS, deps);
  const days = /^\d{1,3}$/.test(number) ? Number(number) : 0;
  if (option !== "--days" || days < 1 || days > MOST_DAYS) return undefined;
  return (deps) => showStatistics(days, deps);
}

async function showStatistics(
  days: number,
  { calls, print }: CommandDependencies,
): Promise<void> {
  const found = await calls.byDay(days);
  if (found.length === 0) return print(`No calls in the last ${count(days, "day")}.`);
  const rows = [HEAD, ...found.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    print(row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd());
  }
  print("");
  print("P50/P90 in milliseconds. Sound: from the tap to the first sound; turn: from the end of");
  print("speech to the first sound. Incognito calls are not counted.");
}

const HEAD = [
  "day",
  "calls",
  "minutes",
  "sound",
  "turn",
  "tools",
  "interruptions",
  "stalls",
  "resumptions",
  "ends",
];

function rowOf(day: DayOfCalls): string[] {
  const ends = CALL_END_REASONS.filter((reason) => day.ends[reason])
    .map((reason) => `${reason} ${day.ends[reason]}`).join(", ");
  return [
    day.day,
    String(day.calls),
    (day.talkedMilliseconds / 60_000).toFixed(1),
    range(day.tapToFirstSound),
    range(day.turns),
    range(day.tools),
    String(day.interruptions),
    String(day.stalls),
    String(day.resumptions),
    ends || "-",
  ];
}

function range({ p50, p90 }: Percentiles): string {
  return p50 === null ? "-" : `${p50}/${p90}`;
}
