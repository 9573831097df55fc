import { z } from "zod";
import { listTurns } from "../../db/turns.ts";
import { beginningOf } from "../../domain/beginning.ts";
import { AppError, type ErrorCode } from "../../domain/errors.ts";
import { comparableAnswer, LESSON_ANSWER_LENGTH } from "../../domain/lesson.ts";
import type { Lessons } from "../lessons.ts";
import { defineTool, type Tool, type ToolContext } from "./tool.ts";

/** How far back the member's own words are looked for. */
const TURNS_READ = 12;

/** What the member can be told in words; anything else is a tool that does not work. */
const TOLD: readonly ErrorCode[] = [
  "gradings_exhausted",
  "lesson_closed",
  "model_busy",
  "model_failed",
  "model_timeout",
];

/** Makes the tool that grades what the member answered in the conversation. */
export function createAnswerLessonTool({ lessons }: {
  lessons: () => Promise<Pick<Lessons, "answer">>;
}): Tool {
  return defineTool({
    name: "answer_lesson",
    description:
      "Grades the member's answer to the question of a lesson and keeps their progress. " +
      "Call it only with what the member said themself, word for word. Then tell them the comment " +
      "and whether the lesson is passed.",
    parameters: z.object({
      course: z.string().max(64).describe("The course's id, as next_lesson gave it"),
      lesson: z.string().max(64).describe("The lesson's id, as next_lesson gave it"),
      answer: z.string().min(1).max(4096).describe("The member's own words"),
    }),
    stores: true,
    listens: true,
    async run({ course, lesson, answer }, context) {
      const { memberId, language, texts } = context;
      const said = await saidBy(context, answer);
      if (said === undefined) {
        return { result: { error: "The member has not answered. Ask the question and wait." } };
      }
      try {
        const service = await lessons();
        const outcome = await service.answer(memberId, { course, lesson }, said);
        return { result: { ...outcome } };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === "not_found") return { result: { error: "There is no such lesson." } };
        if (!TOLD.includes(error.code)) throw error;
        const reason = await texts.format(language, `error-${error.code}`);
        return { result: { error: `Tell the member, their progress is safe: ${reason}` } };
      }
    },
  });
}

/**
 * The member's own words: `answer` where it is part of what they said, else all of what they said
 * last. So nobody passes by what the model would have answered.
 */
async function saidBy(
  { db, memberId, turnSequence }: ToolContext,
  answer: string,
): Promise<string | undefined> {
  const turns = await listTurns(db, memberId, { before: turnSequence + 1, limit: TURNS_READ });
  const said = turns.filter(({ role }) => role === "member").map(({ text }) => text);
  const words = comparableAnswer(answer).toLowerCase();
  const quoted = said.some((text) => comparableAnswer(text).toLowerCase().includes(words));
  const own = quoted ? answer : said.at(-1);
  return own === undefined ? undefined : beginningOf(own.trim(), LESSON_ANSWER_LENGTH);
}
