import type { ZodOpenApiPathsObject } from "zod-openapi";
import { carePlanView } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

export const carePlanPaths: ZodOpenApiPathsObject = {
  "/api/care-plan": {
    get: {
      summary: "The care plan that the member follows",
      security: bearer,
      responses: { 200: json(carePlanView, "The care plan"), ...failures("401", "403") },
    },
  },
  "/api/care-plan/end": {
    post: {
      summary: "Ends the care plan; ending it again changes nothing",
      security: bearer,
      responses: { 200: json(carePlanView, "No care plan"), ...failures("401", "403") },
    },
  },
};
