/** Days of a plan that a member may have once, for nothing. */
import type { Plan } from "./community.ts";
import { type Grant, type GrantSource, termsOf } from "./grant.ts";
import type { Member } from "./member.ts";

/** What has given a plan that somebody paid for, or the trial itself. */
const ENDS_TRIAL: readonly GrantSource[] = ["trial", "purchase", "gift"];

/** The plan that can be tried, where there is one. */
export function trialPlan(plans: readonly Plan[]): Plan | undefined {
  return plans.find(({ trialDays, rank }) => trialDays > 0 && rank > 0);
}

/** Whether a member had the trial, also before an erasure, or a plan that was paid for. */
export function isTrialGone(
  { trialGone }: Pick<Member, "trialGone">,
  grants: readonly Grant[],
): boolean {
  return trialGone === true || grants.some(({ source }) => ENDS_TRIAL.includes(source));
}

/** The one trial of a member; its end is known from its beginning, so no grace follows it. */
export function trialGrant(plan: Plan, memberId: string, now: number): Grant {
  return {
    schema: 1,
    id: `trial:${memberId}`,
    memberId,
    planId: plan.id,
    source: "trial",
    days: plan.trialDays,
    earliest: now,
    terms: { ...termsOf(plan), graceDays: 0 },
    revokedAt: null,
  };
}
