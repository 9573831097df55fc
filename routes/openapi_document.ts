import { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import {
  carePlanView,
  chatEvents,
  chatRequest,
  courses,
  erasureReceipt,
  erasureRequest,
  exportLink,
  fact,
  factChange,
  factOrigin,
  factRemoved,
  history,
  incognitoRequest,
  knowledgeDocument,
  knowledgeDocuments,
  knowledgeProgress,
  lesson,
  lessonAnswer,
  lessonResult,
  me,
  memory,
  memoryFound,
  memoryQuery,
  passage,
  plan,
  problem,
  session,
  settingsChange,
  settingsView,
} from "./schemas.ts";

const json = (schema: z.ZodType, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const failure = json(problem, "What went wrong, in a plain sentence");
const failures = (...statuses: string[]) =>
  Object.fromEntries(statuses.map((status) => [status, failure]));

const bearer = [{ session: [] }];
const generationId = z.string();
const ofFact = { path: z.object({ id: z.string() }) };
const lastEventId = z.string().regex(/^\d+$/).optional().meta({
  description: "The number of the last event that the reader has",
});
const idempotencyKey = z.string().max(128).optional().meta({
  description: "The same key again is the same request: nothing is asked or charged twice",
});
const lessonPath = z.object({ course: z.string(), lesson: z.string() });
const timeZone = z.string().optional().meta({
  description: "The IANA name of the device's zone: the member's country is guessed from it",
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

const enter: ZodOpenApiOperationObject = {
  summary: "Opens a session from initData, or slides a live one",
  security: [{ initData: [] }, { session: [] }],
  requestParams: { header: z.object({ "X-Time-Zone": timeZone }) },
  responses: { 200: json(session, "A session"), ...failures("401", "403", "429") },
};
const paths: ZodOpenApiPathsObject = {
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
  "/api/lessons": {
    get: {
      summary: "The courses, and how far the member is in them",
      security: bearer,
      responses: { 200: json(courses, "Courses"), ...failures("401", "403") },
    },
  },
  "/api/lessons/{course}/{lesson}": {
    get: {
      summary: "A lesson that is open or passed",
      security: bearer,
      requestParams: { path: lessonPath },
      responses: { 200: json(lesson, "The lesson"), ...failures("401", "403", "404", "409") },
    },
  },
  "/api/lessons/{course}/{lesson}/answer": {
    post: {
      summary: "Grades an answer to the question of a lesson; the same answer again counts once",
      security: bearer,
      requestParams: { path: lessonPath },
      requestBody: { content: { "application/json": { schema: lessonAnswer } } },
      responses: {
        200: json(lessonResult, "What it is worth"),
        ...failures("400", "401", "403", "404", "409", "413", "429", "502", "503", "504"),
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
  "/api/memory": {
    get: {
      summary: "What is remembered of the member",
      security: bearer,
      responses: { 200: json(memory, "Facts, the newest first"), ...failures("401", "403") },
    },
  },
  "/api/memory/search": {
    get: {
      summary: "Looks for something in facts and in what was said",
      security: bearer,
      requestParams: { query: memoryQuery },
      responses: { 200: json(memoryFound, "The best first"), ...failures("400", "401", "403") },
    },
  },
  "/api/memory/facts/{id}": {
    patch: {
      summary: "Puts the member's own words in the place of a fact",
      security: bearer,
      requestParams: ofFact,
      requestBody: { content: { "application/json": { schema: factChange } } },
      responses: {
        200: json(fact, "The new fact, with the old one as an earlier form"),
        ...failures("400", "401", "403", "404"),
      },
    },
    delete: {
      summary: "Deletes a fact; for ten minutes it can be brought back",
      security: bearer,
      requestParams: ofFact,
      responses: {
        200: json(factRemoved, "Until when it can be brought back"),
        ...failures("401", "403", "404"),
      },
    },
  },
  "/api/memory/facts/{id}/restore": {
    post: {
      summary: "Brings a deleted fact back",
      security: bearer,
      requestParams: ofFact,
      responses: { 200: json(fact, "The fact"), ...failures("401", "403", "404") },
    },
  },
  "/api/memory/facts/{id}/source": {
    get: {
      summary: "The sentence that a fact comes from, in its place",
      security: bearer,
      requestParams: ofFact,
      responses: { 200: json(factOrigin, "The turns around it"), ...failures("401", "403", "404") },
    },
  },
};

const documentId = z.object({ id: z.string() });
const ofOperators = "for those who look after the knowledge, nothing is there for others";

/** What is known of the owner's material. */
const knowledgePaths: ZodOpenApiPathsObject = {
  "/api/knowledge/passages/{chunkId}": {
    get: {
      summary: "A passage that an answer names, in its chapter",
      security: bearer,
      requestParams: { path: z.object({ chunkId: z.string() }) },
      responses: { 200: json(passage, "The passage"), ...failures("401", "403", "404") },
    },
  },
  "/api/knowledge/documents": {
    get: {
      summary: `The documents; ${ofOperators}`,
      security: bearer,
      responses: { 200: json(knowledgeDocuments, "Documents"), ...failures("401", "403", "404") },
    },
    post: {
      summary: `Takes a file in; ${ofOperators}`,
      security: bearer,
      requestBody: {
        content: {
          "multipart/form-data": {
            schema: z.object({
              file: z.string().meta({ format: "binary", description: "At most 20 MiB" }),
            }),
          },
        },
      },
      responses: {
        200: {
          description: "Server-Sent Events named `progress`; the last is `done` or `failed`",
          content: { "text/event-stream": { schema: knowledgeProgress } },
        },
        ...failures("400", "401", "403", "404", "413"),
      },
    },
  },
  "/api/knowledge/documents/{id}": {
    delete: {
      summary: `Takes a document away; ${ofOperators}`,
      security: bearer,
      requestParams: { path: documentId },
      responses: { 204: { description: "It is gone" }, ...failures("401", "403", "404") },
    },
  },
  "/api/knowledge/documents/{id}/undo": {
    post: {
      summary: `Goes back to the document before its last change; ${ofOperators}`,
      security: bearer,
      requestParams: { path: documentId },
      responses: {
        200: json(knowledgeDocument, "The document that holds again"),
        ...failures("401", "403", "404"),
      },
    },
  },
};

/** Describes the public routes as an OpenAPI 3.1 document; the library is loaded when first asked. */
export async function describeApi(publicUrl: string): Promise<unknown> {
  const { createDocument } = await import("zod-openapi");
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Sfera",
      version: "1",
      description: "What the Mini App asks of the service.",
    },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        session: { type: "http", scheme: "bearer", description: "The token of POST /api/session" },
        initData: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "`tma` and Telegram's initData",
        },
      },
    },
    paths: { ...paths, ...knowledgePaths },
  });
}
