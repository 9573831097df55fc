import type { Allowance, AllowanceKind, Plan } from "./community.ts";
import { foldGrants, type Grant, type Run, runsOf, type Span, spanAt } from "./grant.ts";

/** What of a plan counts for who has it: as it is now, or as it was sold to them. */
export type PlanInForce = Pick<Plan, "id" | "name" | "rank" | "allowances">;

/** The plan in force for a member, and why. */
export interface Access {
  plan: PlanInForce;
  /** When this plan is over, with all that is queued in it; `null` means for as long as they like. */
  until: number | null;
  reason: "free" | Span["reason"];
  /** What it comes from; `null` for the plan everybody has. */
  grant: Grant | null;
  /** The last moment of the grant, which is the period of the plan; `null` where there is no end. */
  periodEnd: number | null;
  /** What comes after it, the next first. */
  waiting: Run[];
  /** Without an overlap, one after another; between them there is the free plan. */
  spans: Span[];
}

/** The plan everybody has, which is the one of rank 0. */
export function freePlan(plans: readonly Plan[]): Plan {
  const plan = plans.find((plan) => plan.rank === 0);
  if (!plan) throw new Error("expected a plan of rank 0, got none");
  return plan;
}

/** What a member has at a moment, by all that was granted to them. */
export function accessOf(plans: readonly Plan[], grants: readonly Grant[], now: number): Access {
  const { spans } = foldGrants(grants);
  const span = spanAt(spans, now);
  const runs = runsOf(spans);
  const waiting = runs.filter(({ from, reason }) => from > now && reason === "granted");
  if (!span) {
    const plan = freePlan(plans);
    return { plan, until: null, reason: "free", grant: null, periodEnd: null, waiting, spans };
  }
  const { grant, reason } = span;
  return {
    plan: { id: grant.planId, ...grant.terms },
    until: spanAt(runs, now)!.until,
    reason,
    grant,
    periodEnd: spans.findLast((one) => one.grant === grant)!.until,
    waiting,
    spans,
  };
}

/** The limit that a plan sets on something; `null` where it sets none. */
export function limitOf(
  plan: PlanInForce,
  kind: AllowanceKind,
  per: Allowance["per"] = "day",
): number | null {
  return plan.allowances.find((allowance) => allowance.kind === kind && allowance.per === per)
    ?.limit ?? null;
}

/** A stretch of time with one plan from one source; `grant` is null for the plan everybody has. */
export interface Stretch {
  from: number;
  until: number | null;
  reason: Access["reason"];
  grant: Grant | null;
}

/** All that a member had from `since` on and will have, with the free plan in between. */
export function stretchesOf(spans: readonly Span[], since: number): Stretch[] {
  const stretches: Stretch[] = [];
  let from: number | null = Math.min(since, spans[0]?.from ?? since);
  for (const span of spans) {
    if (from !== null && from < span.from) {
      stretches.push({ from, until: span.from, reason: "free", grant: null });
    }
    stretches.push(span);
    from = span.until;
  }
  if (from !== null) stretches.push({ from, until: null, reason: "free", grant: null });
  return stretches;
}

/** Stretches that are over and still shown, and the most that are shown in all. */
const PAST = 2, MOST = 12;

/**
 * The last stretches of a plan that are over, the present one and those to come.
 *
 * Grants of one plan that come one after another from the same source are one stretch here. A time
 * without a plan is left out where it is over.
 */
export function timelineOf(spans: readonly Span[], since: number, now: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretchesOf(spans, since)) {
    const last = joined.at(-1);
    if (last && last.until === stretch.from && isSame(last, stretch)) last.until = stretch.until;
    else joined.push({ ...stretch });
  }
  const isPast = ({ until }: Stretch) => until !== null && until <= now;
  const past = joined.filter((one) => isPast(one) && one.reason === "granted");
  return [...past.slice(-PAST), ...joined.filter((one) => !isPast(one))].slice(0, MOST);
}

function isSame(one: Stretch, other: Stretch): boolean {
  return one.reason === other.reason && one.grant?.planId === other.grant?.planId &&
    one.grant?.source === other.grant?.source;
}
