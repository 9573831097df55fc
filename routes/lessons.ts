import { Hono } from "hono";
import type { Lessons } from "../services/lessons.ts";
import { checkLessonAnswer } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { Courses, Lesson, LessonResult } from "./schemas.ts";

/** A picture is shown and runs nothing, also where its address is opened by itself. */
const PICTURE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** `/lessons`: the courses, one lesson, and the answer to its question. */
export function lessonRoutes(deps: { lessons: () => Promise<Lessons> }) {
  return new Hono<RequestEnvironment>()
    .get("/lessons", async (context) => {
      const lessons = await deps.lessons();
      const courses = await lessons.courses(context.get("memberId"));
      return context.json({ courses } satisfies Courses);
    })
    .get("/lessons/:course/:lesson", async (context) => {
      const lessons = await deps.lessons();
      const lesson = await lessons.lesson(context.get("memberId"), context.req.param());
      return context.json(lesson satisfies Lesson);
    })
    .post("/lessons/:course/:lesson/answer", checkLessonAnswer, async (context) => {
      const lessons = await deps.lessons();
      const { answer } = context.req.valid("json");
      const { course, lesson } = context.req.param();
      const result = await lessons.answer(context.get("memberId"), { course, lesson }, answer);
      return context.json(result satisfies LessonResult);
    });
}

/** `/lessons/…`: the pictures, without a session, because an image in a page carries none. */
export function lessonPictureRoutes(deps: { lessons: () => Promise<Lessons> }) {
  return new Hono<RequestEnvironment>()
    .get("/lessons/:course/:file", async (context) => {
      const { course, file } = context.req.param();
      const { bytes, type } = await (await deps.lessons()).picture(course, file);
      return context.body(bytes, 200, {
        "Content-Type": type,
        "Content-Security-Policy": PICTURE_POLICY,
        "Cache-Control": "public, max-age=3600",
      });
    });
}
