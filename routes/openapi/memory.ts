import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import {
  fact,
  factChange,
  factOrigin,
  factRemoved,
  memory,
  memoryFound,
  memoryQuery,
} from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const ofFact = { path: z.object({ id: z.string() }) };

export const memoryPaths: ZodOpenApiPathsObject = {
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
