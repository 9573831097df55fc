import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { gift, redeemed, redemption, referralView } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

export const promoPaths: ZodOpenApiPathsObject = {
  "/api/promo": {
    post: {
      summary: "Redeems a code of days or of a gift; tells what a discount or an invitation brings",
      security: bearer,
      requestBody: { content: { "application/json": { schema: redemption } } },
      responses: {
        200: json(redeemed, "What came of it"),
        ...failures("400", "401", "403", "422"),
      },
    },
  },
  "/api/gifts": {
    get: {
      summary: "What the member bought for others, the newest first",
      security: bearer,
      responses: { 200: json(z.object({ gifts: z.array(gift) }), "The gifts"), ...failures("401") },
    },
  },
  "/api/referral": {
    get: {
      summary: "The member's invitation and what it came to; 404 where there are none",
      security: bearer,
      responses: { 200: json(referralView, "The invitation"), ...failures("401", "404") },
    },
  },
};
