import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { erasureReceipt, erasureRequest, exportLink } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

export const privacyPaths: ZodOpenApiPathsObject = {
  "/api/me/export": {
    post: {
      summary: "Where the file with everything about the member can be had for ten minutes",
      security: bearer,
      responses: { 200: json(exportLink, "The address"), ...failures("401", "429") },
    },
  },
  "/api/exports/{token}": {
    get: {
      summary: "The file with everything about a member, for whoever has its address",
      requestParams: { path: z.object({ token: z.string() }) },
      responses: {
        200: { description: "JSON to be saved", content: { "application/json": {} } },
        ...failures("404", "429"),
      },
    },
  },
  "/api/me/erasure": {
    post: {
      summary: "Erases everything about the member, for good",
      security: bearer,
      requestBody: { content: { "application/json": { schema: erasureRequest } } },
      responses: {
        200: json(erasureReceipt, "What was removed"),
        ...failures("400", "401", "503"),
      },
    },
  },
};
