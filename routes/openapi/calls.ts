import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { call, callRequest, callTicket, currentCall } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const path = z.object({ callId: z.string() });

export const callPaths: ZodOpenApiPathsObject = {
  "/api/calls": {
    post: {
      summary: "Starts a call with the assistant, by LiveKit's convention for token endpoints",
      security: bearer,
      requestBody: { content: { "application/json": { schema: callRequest } } },
      responses: {
        201: json(callTicket, "Where the call is, and the way in"),
        ...failures("400", "401", "402", "403", "409", "413", "429", "503"),
      },
    },
  },
  "/api/calls/current": {
    get: {
      summary: "The call that the member is in",
      security: bearer,
      responses: { 200: json(currentCall, "The call, or null"), ...failures("401", "503") },
    },
  },
  "/api/calls/{callId}": {
    get: {
      summary: "A call as of now, also one that is over",
      security: bearer,
      requestParams: { path },
      responses: { 200: json(call, "The call"), ...failures("401", "404") },
    },
  },
  "/api/calls/{callId}/join": {
    post: {
      summary: "A new way into a call that goes on; another page that is in it is displaced",
      security: bearer,
      requestParams: { path },
      responses: {
        201: json(callTicket, "The way in"),
        ...failures("401", "404", "410", "429", "503"),
      },
    },
  },
  "/api/calls/{callId}/end": {
    post: {
      summary: "Hangs up; a call that is over stays as it is",
      security: bearer,
      requestParams: { path },
      responses: { 200: json(call, "The call"), ...failures("401", "404", "429") },
    },
  },
};
