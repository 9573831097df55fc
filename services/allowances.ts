import { keys } from "../db/keys.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import type { Access } from "../domain/access.ts";
import { left, levelOf, taken, type Usage } from "../domain/allowance.ts";
import { type Day, dayOf } from "../domain/calendar.ts";
import type { AllowanceKind, Community, Language } from "../domain/community.ts";
import { isInCrisis, type Said, speaksOfSelfHarm } from "../domain/crisis.ts";
import { AppError } from "../domain/errors.ts";
import type { PackInForce } from "../domain/pack.ts";
import { readAccess } from "./access.ts";
import { type Counter, countersOf, type Held, holdUnit, periodOf, spansOf } from "./held_units.ts";
import type { Clock } from "./ports.ts";

/** What talked seconds are counted as; no plan sells them by this name. */
export const CALL_SECONDS = "call_seconds";

/** What a message is held with: its own id, on a day, and in the plan's period where that counts. */
export interface HeldMessage extends Held {
  /** Nothing is held or charged: the member is in danger, and no limit is to stand in between. */
  free?: true;
}

/** A message that is to be held. */
export interface MessageToHold {
  id: string;
  memberId: string;
  /** In real time. */
  until: number;
  text: string;
  /** What the member said before it, oldest first; asked for only where nothing is left. */
  earlier: () => Promise<Said[]> | Said[];
}

/**
 * Holds one message of what the member has now, unless the talk is about self-harm.
 *
 * Errors: `allowance_exhausted` (`kind`, `per`, `limit`, `resetsAt`).
 */
export async function holdMessage(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { id, memberId, until, text, earlier }: MessageToHold,
): Promise<HeldMessage> {
  const now = clock.now();
  const day = dayOf(now, community.assistant.timeZone);
  const free: HeldMessage = { id, memberId, day: day.name, free: true };
  if (speaksOfSelfHarm(text)) return free;
  const access = await readAccess(tx, community, memberId, now);
  const counters = countersOf(access, day, ["messages"]);
  const unit = { id, memberId, until };
  const exhausted = await holdUnit(tx, "messages", counters, unit, liveness.now());
  if (exhausted) {
    if (isInCrisis([...await earlier(), { text, at: now }])) return free;
    throw refusal("messages", exhausted);
  }
  return { id, memberId, day: day.name, ...periodAmong(counters) };
}

/** The refusal that a counter without a unit left comes to. */
export function refusal(kind: AllowanceKind, { per, limit, resetsAt }: Counter): AppError {
  return new AppError("allowance_exhausted", { kind, per, limit, resetsAt });
}

/** The period among counters, as it is kept with what they hold. */
export function periodAmong(counters: readonly Counter[]): { period?: string } {
  const period = counters.find(({ per }) => per === "period")?.span;
  return period === undefined ? {} : { period };
}

/** What is left of one allowance, as the app and the bot show it. */
export interface AllowanceLeft {
  kind: AllowanceKind;
  per: "day" | "call" | "period";
  limit: number | null;
  used: number;
  left: number | null;
  resetsAt: number | null;
}

/** Describes an allowance by one of its counters; `liveness` is the real time. */
export function describeAllowance(
  kind: AllowanceKind,
  { per, limit, resetsAt }: Counter,
  usage: Usage,
  liveness: number,
): AllowanceLeft {
  return {
    kind,
    per,
    limit,
    used: taken(usage, liveness),
    left: left(usage, limit, liveness),
    resetsAt: limit === null ? null : resetsAt,
  };
}

/** Those of the counters that a member is shown: a day without a limit says nothing beside a period. */
export function shownCounters(
  kind: AllowanceKind,
  counters: readonly Counter[],
  { plan }: Access,
): Counter[] {
  const told = counters.filter(({ per }) =>
    plan.allowances.some((one) => one.kind === kind && one.per === per)
  );
  return told.length > 0 ? told : counters.slice(0, 1);
}

/** Every allowance, in the order in which it is shown. */
const SHOWN = ["messages", "calls", "call_minutes"] as const;

/**
 * What a member has left of all that their plan counts over days or its period.
 *
 * `ofDay` is what was used on this day, which whoever shows a member has read with them.
 */
export async function describeAllowances(
  db: Database,
  memberId: string,
  { access, day, ofDay }: { access: Access; day: Day; ofDay: Record<"messages" | "calls", Usage> },
  liveness: number,
): Promise<AllowanceLeft[]> {
  const usageOf = async (kind: AllowanceKind, { per, span }: Counter): Promise<Usage> => {
    if (kind === "call_minutes") return inMinutes(await getUsage(db, memberId, CALL_SECONDS, span));
    return per === "day" ? ofDay[kind] : await getUsage(db, memberId, kind, span);
  };
  const shown = SHOWN.flatMap((kind) =>
    shownCounters(kind, countersOf(access, day, [kind]), access)
      .filter(({ limit }) => kind !== "call_minutes" || limit !== null)
      .map(async (counter) =>
        describeAllowance(kind, counter, await usageOf(kind, counter), liveness)
      )
  );
  return await Promise.all(shown);
}

/** What is left of packs, in whole minutes; those that are used up are left out. */
export async function describePacks(
  db: Database,
  memberId: string,
  packs: readonly PackInForce[],
  language: Language,
): Promise<{ name: string; minutesLeft: number; until: number | null }[]> {
  const described = packs.map(async ({ grantId, name, seconds, until }) => {
    const { used } = await getUsage(db, memberId, CALL_SECONDS, periodOf(grantId));
    const minutesLeft = Math.floor((seconds - used) / 60);
    return used < seconds ? [{ name: name[language], minutesLeft, until }] : [];
  });
  return (await Promise.all(described)).flat();
}

/** What was talked in minutes, each that was begun as a whole one. */
function inMinutes({ used, ...usage }: Usage): Usage {
  return { ...usage, used: Math.ceil(used / 60) };
}

/**
 * What is left now, which may be another day than that of an answer that went on over midnight. Where
 * the message was `charged`, it also notes that this was the one that used it up, or nearly.
 */
export async function allowanceToday(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  held: Pick<HeldMessage, "memberId" | "day" | "period">,
  charged: boolean,
): Promise<AllowanceLeft> {
  const now = clock.now();
  const { memberId } = held;
  const access = await readAccess(tx, community, memberId, now);
  const counters = countersOf(access, dayOf(now, community.assistant.timeZone), ["messages"]);
  const shown = shownCounters("messages", counters, access);
  // Those were read when they were charged, so they are no more to check.
  for (const { span, limit } of charged ? shown : []) {
    if (!spansOf(held).includes(span)) continue;
    const { used } = await getUsage(tx, memberId, "messages", span);
    noteAllowance(tx, { memberId, kind: "messages", span }, [used - 1, used], limit, now);
  }
  const counter = shown[0]!;
  const usage = await getUsage(tx, memberId, "messages", counter.span);
  return describeAllowance("messages", counter, usage, liveness.now());
}

/** That so much of an allowance was used over a day or a period, of which the member is to be told. */
export interface NotedAllowance {
  memberId: string;
  kind: AllowanceKind;
  span: string;
  percent: 80 | 100;
}

/**
 * Notes that the use of an allowance has come to a level of which members are told, in the commit that
 * charges it. It checks nothing, and notes each level once, because what is used only grows.
 */
export function noteAllowance(
  tx: Transaction,
  { memberId, kind, span }: Omit<NotedAllowance, "percent">,
  [before, after]: [number, number],
  limit: number | null,
  now: number,
): void {
  if (limit === null || limit === 0) return;
  const percent = levelOf(after, limit);
  if (percent <= levelOf(before, limit)) return;
  const id = [memberId, kind, percent, span].join(":");
  tx.set(keys.due("allowance", now, id), id);
}

/** What was noted under such an id; undefined where it is none. */
export function readNoted(id: string): NotedAllowance | undefined {
  const [memberId, kind, percent, ...span] = id.split(":");
  if (!memberId || span.length === 0) return undefined;
  return {
    memberId,
    kind: kind as AllowanceKind,
    span: span.join(":"),
    percent: percent === "100" ? 100 : 80,
  };
}
