import type { Transaction } from "../db/tx.ts";
import { getUsage, setUsage } from "../db/usage.ts";
import { type Access, limitOf } from "../domain/access.ts";
import { holds, reserve, type Usage } from "../domain/allowance.ts";
import type { Day } from "../domain/calendar.ts";
import type { Allowance, AllowanceKind } from "../domain/community.ts";

/** Where a unit of an allowance is held: in the usage of a day, and where it counts, of a period. */
export interface Held {
  id: string;
  memberId: string;
  day: string;
  period?: string;
}

/** One of the usages in which an allowance is counted. */
export interface Counter {
  per: Allowance["per"] & ("day" | "period");
  /** The name of the usage: the day's, or that of the period. */
  span: string;
  limit: number | null;
  /** When it begins anew; `null` where it never does. */
  resetsAt: number | null;
}

/** The counter of a day, and that of the plan's period where the plan counts any of `kinds` by it. */
export function countersOf(
  { plan, grant, periodEnd }: Access,
  day: Day,
  kinds: readonly [AllowanceKind, ...AllowanceKind[]],
): Counter[] {
  const [kind] = kinds;
  const ofDay: Counter = {
    per: "day",
    span: day.name,
    limit: limitOf(plan, kind, "day"),
    resetsAt: day.end,
  };
  const counted = grant !== null &&
    plan.allowances.some((one) => one.per === "period" && kinds.includes(one.kind));
  if (!counted) return [ofDay];
  const limit = limitOf(plan, kind, "period");
  return [ofDay, { per: "period", span: periodOf(grant.id), limit, resetsAt: periodEnd }];
}

/** The name of the usage of a grant's period. */
export function periodOf(grantId: string): string {
  return `period:${grantId}`;
}

/** Holds a unit in all counters, or in none: answers the first that has none left. */
export async function holdUnit(
  tx: Transaction,
  kind: AllowanceKind,
  counters: readonly Counter[],
  { id, memberId, until }: { id: string; memberId: string; until: number },
  now: number,
): Promise<Counter | undefined> {
  const reserved: [Counter, Usage][] = [];
  for (const counter of counters) {
    const usage = await getUsage(tx, memberId, kind, counter.span);
    const after = reserve(usage, counter.limit, { id, until }, now);
    if (!after) return counter;
    reserved.push([counter, after]);
  }
  for (const [{ span }, usage] of reserved) setUsage(tx, memberId, kind, span, usage);
}

/** The names of the usages that hold a unit. */
export function spansOf({ day, period }: Pick<Held, "day" | "period">): string[] {
  return period === undefined ? [day] : [day, period];
}

/** Whether all usages still hold the unit; see `holds`. */
export async function isHeld(
  tx: Transaction,
  kind: AllowanceKind,
  held: Held,
): Promise<boolean> {
  const usages = await Promise.all(
    spansOf(held).map((span) => getUsage(tx, held.memberId, kind, span)),
  );
  return usages.every((usage) => holds(usage, held.id));
}

/** Changes the usages that hold a unit; answers the day's. */
export async function changeHeld(
  tx: Transaction,
  kind: AllowanceKind,
  { memberId, day, period }: Omit<Held, "id">,
  by: (usage: Usage) => Usage,
): Promise<Usage> {
  const settled = by(await getUsage(tx, memberId, kind, day));
  setUsage(tx, memberId, kind, day, settled);
  if (period !== undefined) {
    setUsage(tx, memberId, kind, period, by(await getUsage(tx, memberId, kind, period)));
  }
  return settled;
}
