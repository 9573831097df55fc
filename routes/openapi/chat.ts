import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { chatEvents, chatRequest, history, incognitoRequest } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const generationId = z.string();
const lastEventId = z.string().regex(/^\d+$/).optional().meta({
  description: "The number of the last event that the reader has",
});
const idempotencyKey = z.string().max(128).optional().meta({
  description: "The same key again is the same request: nothing is asked or charged twice",
});
const before = z.number().int().positive().optional();
const limit = z.number().int().min(1).max(100).default(50);

const eventStream = {
  description: "Server-Sent Events: " + Object.keys(chatEvents).join(", ") +
    "; each with a number as its id, `done` last",
  headers: {
    "X-Generation-Id": { schema: { type: "string" as const }, description: "Names the answer" },
  },
  content: {
    "text/event-stream": {
      schema: z.union(
        Object.entries(chatEvents).map(([name, data]) =>
          z.object({ event: z.literal(name), data })
        ),
      ).meta({ id: "ChatEvent" }),
    },
  },
};

export const chatPaths: ZodOpenApiPathsObject = {
  "/api/chat": {
    get: {
      summary: "What was said, and the answers being written",
      security: bearer,
      requestParams: { query: z.object({ before, limit }) },
      responses: { 200: json(history, "Turns"), ...failures("400", "401") },
    },
    post: {
      summary: "Writes to the assistant and streams its answer",
      security: bearer,
      requestParams: {
        header: z.object({ "Idempotency-Key": idempotencyKey, "Last-Event-ID": lastEventId }),
      },
      requestBody: { content: { "application/json": { schema: chatRequest } } },
      responses: {
        200: eventStream,
        ...failures("400", "401", "402", "403", "409", "413", "429", "503"),
      },
    },
  },
  "/api/chat/{generationId}/events": {
    get: {
      summary: "Streams an answer again, from any of its events",
      security: bearer,
      requestParams: {
        path: z.object({ generationId }),
        header: z.object({ "Last-Event-ID": lastEventId }),
      },
      responses: { 200: eventStream, ...failures("400", "401", "404") },
    },
  },
  "/api/chat/{generationId}/cancel": {
    post: {
      summary: "Stops an answer; what was shown stays",
      security: bearer,
      requestParams: { path: z.object({ generationId }) },
      responses: {
        200: json(
          z.object({ status: z.enum(["complete", "failed", "cancelled"]) }),
          "How it ended",
        ),
        ...failures("401", "404"),
      },
    },
  },
  "/api/incognito": {
    post: {
      summary: "Answers a message of which nothing is kept but the charge",
      security: bearer,
      requestBody: { content: { "application/json": { schema: incognitoRequest } } },
      responses: {
        200: { description: eventStream.description, content: eventStream.content },
        ...failures("400", "401", "402", "403", "413", "429", "503"),
      },
    },
  },
};
