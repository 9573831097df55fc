import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { me, plan, session } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const timeZone = z.string().optional().meta({
  description: "The IANA name of the device's zone: the member's country is guessed from it",
});

const enter: ZodOpenApiOperationObject = {
  summary: "Opens a session from initData, or slides a live one",
  security: [{ initData: [] }, { session: [] }],
  requestParams: { header: z.object({ "X-Time-Zone": timeZone }) },
  responses: { 200: json(session, "A session"), ...failures("401", "403", "429") },
};

export const memberPaths: ZodOpenApiPathsObject = {
  "/api/session": { post: enter },
  "/api/me": {
    get: {
      summary: "The member, their access, and what is left",
      security: bearer,
      responses: { 200: json(me, "The member"), ...failures("401", "403") },
    },
  },
  "/api/plans": {
    get: {
      summary: "The plans there are",
      security: bearer,
      responses: {
        200: json(z.object({ plans: z.array(plan) }), "Plans"),
        ...failures("401", "403"),
      },
    },
  },
};
