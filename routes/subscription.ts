import { Hono } from "hono";
import type { StarsSales } from "../services/stars.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { SubscriptionView } from "./schemas.ts";

/** `/subscription`: what the member pays again and again in Telegram Stars. */
export function subscriptionRoutes(
  deps: { stars: () => Promise<StarsSales>; limit: RateLimit },
) {
  const { stars, limit } = deps;
  return new Hono<RequestEnvironment>()
    .get("/subscription", async (context) => {
      const subscription: SubscriptionView | null = await (await stars()).subscription(
        context.get("memberId"),
      );
      return context.json({ subscription });
    })
    .post("/subscription/cancel", async (context) => {
      limit.count(context.get("memberId"));
      const subscription = await (await stars()).cancel(context.get("memberId"));
      return context.json({ subscription: subscription satisfies SubscriptionView });
    })
    .post("/subscription/resume", async (context) => {
      limit.count(context.get("memberId"));
      const subscription = await (await stars()).resume(context.get("memberId"));
      return context.json({ subscription: subscription satisfies SubscriptionView });
    });
}
