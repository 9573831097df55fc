import { Hono } from "hono";
import { later } from "../domain/later.ts";
import type { Erasures } from "../services/erasure.ts";
import type { RequestEnvironment } from "./environment.ts";
import { lazily } from "./lazy.ts";
import type { ErasureReceipt } from "./schemas.ts";

const checkErasureRequest = lazily(async () => {
  const checks = await import(later("./privacy_checks.ts")) as typeof import("./privacy_checks.ts");
  return checks.checkErasureRequest;
});

/** `POST /me/erasure`: removes everything about the member and answers what that was. */
export function erasureRoutes(deps: { erasures: Erasures }) {
  const { erasures } = deps;
  return new Hono<RequestEnvironment>().post(
    "/me/erasure",
    checkErasureRequest,
    async (context) => {
      const { schema: _, ...receipt } = await erasures.erase(context.get("memberId"));
      return context.json(receipt satisfies ErasureReceipt);
    },
  );
}
