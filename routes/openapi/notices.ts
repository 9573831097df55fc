import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { notice } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const notices = z.object({ notices: z.array(notice) }).meta({ id: "Notices" });

export const noticePaths: ZodOpenApiPathsObject = {
  "/api/notices": {
    get: {
      summary: "What the member could not be sent in Telegram, newest first, for 30 days",
      security: bearer,
      responses: { 200: json(notices, "The notices"), ...failures("401", "403") },
    },
  },
  "/api/notices/{id}/seen": {
    post: {
      summary: "The member has seen a notice; again it changes nothing",
      security: bearer,
      requestParams: { path: z.object({ id: z.string() }) },
      responses: { 204: { description: "It is not shown any more" }, ...failures("401", "403") },
    },
  },
  "/api/write-access": {
    post: {
      summary: "The member has let the bot write to them",
      security: bearer,
      responses: { 204: { description: "They are written to again" }, ...failures("401", "403") },
    },
  },
};
