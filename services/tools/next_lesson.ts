import { z } from "zod";
import { AppError } from "../../domain/errors.ts";
import type { Lessons } from "../lessons.ts";
import { defineTool, type Tool } from "./tool.ts";

/** How much of a theory the model is given, in characters; the member reads all of it in the app. */
const THEORY_LENGTH = 2600;
/** The same for its task and its question. */
const ASKED_LENGTH = 400;

/** Makes the tool that gives the assistant the lesson whose turn it is, to teach it. */
export function createNextLessonTool({ lessons }: {
  lessons: () => Promise<Pick<Lessons, "next" | "courses">>;
}): Tool {
  return defineTool({
    name: "next_lesson",
    description: "Gives the next lesson of a course: its theory, task and question. Call it when " +
      "the member wants to learn, to go on with a course, or asks for a lesson. Tell the theory " +
      "shortly in your own words, then ask the question; grade what they say with answer_lesson.",
    parameters: z.object({
      course: z.string().max(64).optional().describe(
        "The course's id where the member named one; else the course they are in",
      ),
    }),
    async run({ course }, { memberId }) {
      const service = await lessons();
      try {
        const lesson = await service.next(memberId, course);
        if (!lesson) return { result: { lesson: null, note: "Every lesson there is, is passed." } };
        const { id, title, theory, task, question } = lesson;
        return {
          result: {
            course: lesson.course,
            lesson: id,
            title,
            theory: [...theory].slice(0, THEORY_LENGTH).join(""),
            task: [...task].slice(0, ASKED_LENGTH).join(""),
            question: [...question].slice(0, ASKED_LENGTH).join(""),
          },
          cards: [{ kind: "lesson", title, text: question, course: lesson.course, lesson: id }],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "not_found") throw error;
        const known = (await service.courses(memberId)).map(({ id, title }) => `${id}: ${title}`);
        return { result: { error: "There is no such course.", courses: known.slice(0, 20) } };
      }
    },
  });
}
