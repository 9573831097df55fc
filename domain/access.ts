import type { AllowanceKind, Plan } from "./community.ts";

/** The plan in force for a member, and until when; `null` means for as long as they like. */
export interface Access {
  plan: Plan;
  until: number | null;
}

/** The access of a member who has been granted nothing: the plan of rank 0, without an end. */
export function accessOf(plans: readonly Plan[]): Access {
  const plan = plans.find((plan) => plan.rank === 0);
  if (!plan) throw new Error("expected a plan of rank 0, got none");
  return { plan, until: null };
}

/** The limit that a plan sets on something per day; `null` where it sets none. */
export function limitOf(plan: Plan, kind: AllowanceKind): number | null {
  return plan.allowances.find((allowance) => allowance.kind === kind && allowance.per === "day")
    ?.limit ?? null;
}
