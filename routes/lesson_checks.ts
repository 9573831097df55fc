/** What the lesson routes check with zod; apart from them, so that zod is loaded with a first request. */
import { zValidator } from "@hono/zod-validator";
import { refuseInvalid } from "./errors.ts";
import { lessonAnswer } from "./schemas.ts";

export const checkLessonAnswer = zValidator("json", lessonAnswer, refuseInvalid);
