import { Hono } from "hono";
import type { CarePlans } from "../services/care_plans.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { CarePlanView } from "./schemas.ts";

/** `/care-plan`: what the member follows with the assistant, and its end. */
export function carePlanRoutes(deps: { carePlans: () => Promise<CarePlans> }) {
  async function view(memberId: string): Promise<CarePlanView> {
    return { carePlan: await (await deps.carePlans()).view(memberId) };
  }
  return new Hono<RequestEnvironment>()
    .get("/care-plan", async (context) => context.json(await view(context.get("memberId"))))
    .post("/care-plan/end", async (context) => {
      const memberId = context.get("memberId");
      const before = await view(memberId);
      if (before.carePlan) await (await deps.carePlans()).end(memberId);
      return context.json({ carePlan: null } satisfies CarePlanView);
    });
}
