import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { knowledgeDocument, knowledgeDocuments, knowledgeProgress, passage } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const documentId = z.object({ id: z.string() });
const ofOperators = "for those who look after the knowledge, nothing is there for others";

export const knowledgePaths: ZodOpenApiPathsObject = {
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
