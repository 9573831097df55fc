import { accessOf } from "../domain/access.ts";
import { left, taken, type Usage } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { AllowanceKind, Community } from "../domain/community.ts";

/** What is left of one allowance, as the app and the bot show it. */
export interface AllowanceLeft {
  kind: AllowanceKind;
  per: "day" | "call" | "period";
  limit: number | null;
  used: number;
  left: number | null;
  resetsAt: number | null;
}

/** Describes a daily allowance; `now` is the community's time, `liveness` the real one. */
export function describeAllowance(
  community: Community,
  kind: AllowanceKind,
  usage: Usage,
  now: number,
  liveness: number,
): AllowanceLeft {
  const { plan } = accessOf(community.plans);
  const allowance = plan.allowances.find((one) => one.kind === kind && one.per === "day");
  const limit = allowance?.limit ?? null;
  return {
    kind,
    per: "day",
    limit,
    used: taken(usage, liveness),
    left: left(usage, limit, liveness),
    resetsAt: limit === null ? null : dayOf(now, community.assistant.timeZone).end,
  };
}
