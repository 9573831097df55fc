import { z } from "zod";
import { LESSON_ANSWER_LENGTH } from "../../domain/lesson.ts";

const lessonState = z.enum(["closed", "open", "passed"]);

export const course = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  lessons: z.array(z.object({
    id: z.string(),
    title: z.string(),
    state: lessonState,
  })),
}).meta({ id: "Course" });

export const courses = z.object({ courses: z.array(course) }).meta({ id: "Courses" });

export const lesson = z.object({
  course: z.string(),
  id: z.string(),
  title: z.string(),
  theory: z.string().meta({ description: "Markdown" }),
  picture: z.object({ url: z.string(), caption: z.string() }).nullable(),
  task: z.string(),
  question: z.string(),
  state: lessonState,
  lastAnswer: z.object({ text: z.string(), passed: z.boolean(), comment: z.string() }).nullable(),
}).meta({ id: "Lesson" });

export const lessonAnswer = z.object({
  answer: z.string().trim().min(1).max(LESSON_ANSWER_LENGTH),
}).strict().meta({ id: "LessonAnswer" });

export const lessonResult = z.object({
  passed: z.boolean(),
  comment: z.string(),
  next: z.object({ course: z.string(), lesson: z.string() }).nullable(),
}).meta({ id: "LessonResult" });

export type Courses = z.infer<typeof courses>;
export type Lesson = z.infer<typeof lesson>;
export type LessonResult = z.infer<typeof lessonResult>;
