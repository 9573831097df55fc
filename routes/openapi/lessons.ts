import { z } from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { courses, lesson, lessonAnswer, lessonResult } from "../schemas.ts";
import { bearer, failures, json } from "./parts.ts";

const lessonPath = z.object({ course: z.string(), lesson: z.string() });

export const lessonPaths: ZodOpenApiPathsObject = {
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
};
