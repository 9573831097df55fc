/** Why a member has the plan they have, stretch by stretch, and until when. */
import type { Me } from "../../../routes/schemas.ts";

export interface Stretch {
  plan: string;
  from: number | null;
  until: number | null;
  when: "past" | "now" | "later";
  /** Where its days come from; `grace` after their end, `free` for what everybody has. */
  why: NonNullable<Me["access"]["source"]> | "grace" | "free";
}

/** The stretches in their order. */
export function timelineOf({ access, now }: Pick<Me, "access" | "now">): Stretch[] {
  // What an older version of the app remembered of a member has no stretches.
  const known = access.timeline ?? [];
  if (known.length > 0) {
    return known.map(({ plan, from, until, reason, source }) => ({
      plan: plan.name,
      from,
      until,
      when: until !== null && until <= now ? "past" : from > now ? "later" : "now",
      why: reason === "granted" ? source ?? "free" : reason,
    }));
  }
  const { plan, until, reason, source } = access;
  const why = reason === "granted" ? source ?? "free" : reason;
  return [{ plan: plan.name, from: null, until, when: "now", why }];
}
