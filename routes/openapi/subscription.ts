import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { subscription } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const answer = z.object({ subscription });

export const subscriptionPaths: ZodOpenApiPathsObject = {
  "/api/subscription": {
    get: {
      summary: "What is paid again and again in Telegram Stars",
      security: bearer,
      responses: {
        200: json(z.object({ subscription: subscription.nullable() }), "The one there is"),
        ...failures("401", "403"),
      },
    },
  },
  "/api/subscription/cancel": {
    post: {
      summary: "Stops the renewal; what is paid stays",
      security: bearer,
      responses: {
        200: json(answer, "As it is now"),
        ...failures("401", "403", "404", "429", "502", "503"),
      },
    },
  },
  "/api/subscription/resume": {
    post: {
      summary: "Lets it renew itself again",
      security: bearer,
      responses: {
        200: json(answer, "As it is now"),
        ...failures("401", "403", "404", "429", "502", "503"),
      },
    },
  },
};
