import type { ZodOpenApiPathsObject } from "zod-openapi";
import { me, sale } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

export const salePaths: ZodOpenApiPathsObject = {
  "/api/sale": {
    get: {
      summary: "What is sold beside the plans, and how",
      security: bearer,
      responses: { 200: json(sale, "The sale"), ...failures("401", "403") },
    },
  },
  "/api/trial": {
    post: {
      summary: "Begins the days that a member may have once, for nothing",
      security: bearer,
      responses: { 200: json(me, "What the member has now"), ...failures("401", "403", "409") },
    },
  },
};
