import type { Language, Plan } from "../domain/community.ts";
import type { PlanView } from "./schemas.ts";

/** A plan as the app shows it, in one language. */
export function planView(plan: Plan, language: Language): PlanView {
  return {
    id: plan.id,
    name: plan.name[language],
    description: plan.description[language],
    prices: plan.prices,
    stars: plan.stars ?? null,
    periodDays: plan.periodDays,
    allowances: plan.allowances,
  };
}
