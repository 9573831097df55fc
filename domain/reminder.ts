import { GRANT_DAY, type GrantTerms, type Run, runsOf, type Span } from "./grant.ts";

/** What a member is reminded of: that their days end, have ended, and had ended a day ago. */
export type ReminderKind = "three_days" | "one_day" | "ended" | "day_after";

/** A reminder of the end of what a member has; at any moment at most one of them makes sense. */
export interface Reminder {
  kind: ReminderKind;
  /** When it is due, and the first moment at which it makes no sense any more. */
  from: number;
  until: number;
  /** When the days of the plan are over. */
  end: number;
  planId: string;
  name: GrantTerms["name"];
  /** Whether they were given to try. */
  trial: boolean;
  /** Until when the plan goes on after its end; null where it does not. */
  graceUntil: number | null;
}

/** How long a member is told of an end that is past, in days. */
const TOLD_AFTER = 8;

/**
 * The reminders of all ends, in their order.
 *
 * An end is one of all that was granted: where something follows at once, nothing ends, and where the
 * days were taken back, whoever took them has told. What comes as late as the days themselves, such as
 * three days before the end of three days, is left out.
 */
export function remindersOf(spans: readonly Span[]): Reminder[] {
  const runs = runsOf(spans);
  return runs.flatMap((run, index) => remindersOfEnd(runs, run, index));
}

function remindersOfEnd(runs: readonly Run[], run: Run, index: number): Reminder[] {
  const { until: end, reason, planId, terms, grants } = run;
  const last = grants.at(-1)!;
  if (reason !== "granted" || end === null || last.revokedAt === end) return [];
  const grace = followerOf(runs, index);
  if (grace && (grace.reason === "granted" || followerOf(runs, index + 1))) return [];
  const next = runs[index + (grace ? 2 : 1)]?.from ?? Infinity;
  const begun = beginningOf(runs, index);
  const about = {
    end,
    planId,
    name: terms.name,
    trial: last.source === "trial",
    graceUntil: grace?.until ?? null,
  };
  const at = (kind: ReminderKind, from: number, until: number): Reminder => ({
    kind,
    from: end + from * GRANT_DAY,
    until: Math.min(end + until * GRANT_DAY, next),
    ...about,
  });
  const before = [at("three_days", -3, -1), at("one_day", -1, 0)];
  const after = [at("ended", 0, 1), at("day_after", 1, TOLD_AFTER)];
  return [
    ...before.filter(({ from }) => from > begun),
    ...after.filter(({ from, until }) => from < until),
  ];
}

/** The run that begins where another is over. */
function followerOf(runs: readonly Run[], index: number): Run | undefined {
  const next = runs[index + 1];
  return next?.from === runs[index]!.until ? next : undefined;
}

/** When what goes on without a gap until this run began. */
function beginningOf(runs: readonly Run[], index: number): number {
  let first = index;
  while (first > 0 && followerOf(runs, first - 1)) first -= 1;
  return runs[first]!.from;
}

/** The reminder that makes sense at a moment. */
export function reminderAt(spans: readonly Span[], now: number): Reminder | undefined {
  return remindersOf(spans).find(({ from, until }) => from <= now && now < until);
}

/** When the next reminder after `moment` is due; null where there is none. */
export function nextReminder(spans: readonly Span[], moment: number): number | null {
  return remindersOf(spans).find(({ from }) => from > moment)?.from ?? null;
}
