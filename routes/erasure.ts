import { Hono } from "hono";
import type { Erasures } from "../services/erasure.ts";
import { checkErasureRequest } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { ErasureReceipt } from "./schemas.ts";

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
