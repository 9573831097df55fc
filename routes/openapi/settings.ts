import type { ZodOpenApiPathsObject } from "zod-openapi";
import { settingsChange, settingsView } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

export const settingPaths: ZodOpenApiPathsObject = {
  "/api/settings": {
    get: {
      summary: "What the member chose, and what there is to choose from",
      security: bearer,
      responses: { 200: json(settingsView, "The settings"), ...failures("401", "403") },
    },
    patch: {
      summary: "Changes the settings that it names",
      security: bearer,
      requestBody: { content: { "application/json": { schema: settingsChange } } },
      responses: { 200: json(settingsView, "As they are now"), ...failures("400", "401", "403") },
    },
  },
};
