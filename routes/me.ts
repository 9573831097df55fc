import { Hono } from "hono";
import type { Community } from "../domain/community.ts";
import type { Members } from "../services/members.ts";
import type { RequestEnvironment } from "./environment.ts";
import { planView } from "./plans.ts";

/** `GET /me` and `GET /plans`: what the member has, and what there is to have. */
export function meRoutes(deps: { members: Members; community: Community }) {
  const { members, community } = deps;
  return new Hono<RequestEnvironment>()
    .get("/me", async (context) => context.json(await members.view(context.get("memberId"))))
    .get("/plans", async (context) => {
      const { member } = await members.view(context.get("memberId"));
      const plans = community.plans
        .toSorted((one, other) => one.rank - other.rank)
        .map((plan) => planView(plan, member.language));
      return context.json({ plans });
    });
}
