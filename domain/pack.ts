/** Minutes of calls that were bought beside a plan. */
import type { Localized } from "./community.ts";
import { foldGrants, type Grant, type Span } from "./grant.ts";

/** A pack that lasts at a moment. */
export interface PackInForce {
  grantId: string;
  name: Localized;
  /** What it came with, in seconds. */
  seconds: number;
  /** When what is left of it is gone; null for never. */
  until: number | null;
}

/** What a call may take of a pack when the plan has nothing left for it. */
export interface PackShare {
  /** The name of the usage that counts the pack. */
  span: string;
  /** What was used of it when the call began, in seconds. */
  used: number;
  /** What was left of it then, in seconds. */
  left: number;
}

/** The packs of a member that last at a moment, whose minutes go in this order: first gone, first used. */
export function packsAt(grants: readonly Grant[], now: number): PackInForce[] {
  return foldGrants(grants).besides
    .filter(({ from, until }) => from <= now && now < (until ?? Infinity))
    .toSorted(byEnd)
    .map(({ grant, until }) => ({
      grantId: grant.id,
      name: grant.terms.name,
      seconds: secondsOf(grant),
      until,
    }))
    .filter(({ seconds }) => seconds > 0);
}

/** The seconds of calls that a grant of a pack came with; 0 for any other grant. */
export function secondsOf({ source, terms }: Grant): number {
  if (source !== "topup") return 0;
  const minutes = terms.allowances.find(({ kind, per }) =>
    kind === "call_minutes" && per === "period"
  );
  return (minutes?.limit ?? 0) * 60;
}

/**
 * How talked seconds of a call fall to its plan and then to its packs, one after another.
 *
 * `ofPlan` is what the plan allowed, in seconds; null without a limit.
 */
export function splitSeconds(
  talked: number,
  ofPlan: number | null,
  packs: readonly PackShare[],
): { plan: number; packs: number[] } {
  const plan = Math.min(talked, ofPlan ?? talked);
  let rest = talked - plan;
  const taken = packs.map(({ left }) => {
    const seconds = Math.min(rest, left);
    rest -= seconds;
    return seconds;
  });
  return { plan, packs: taken };
}

function byEnd({ until: one }: Span, { until: other }: Span): number {
  if (one === other) return 0;
  return one === null ? 1 : other === null ? -1 : one - other;
}
