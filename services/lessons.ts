import { getLogger } from "@logtape/logtape";
import { getLessonProgress, listLessonProgress, setLessonProgress } from "../db/lesson_progress.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { getUsage, setUsage } from "../db/usage.ts";
import { charge, holds, release, reserve, type Usage } from "../domain/allowance.ts";
import { type Day, dayOf } from "../domain/calendar.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import {
  comparableAnswer,
  type Course,
  coursesFor,
  type GradedAnswer,
  GRADINGS_A_DAY,
  type Lesson,
  LESSON_ANSWER_LENGTH,
  type LessonPicture,
  type LessonProgress,
  type LessonState,
  lessonState,
  openLesson,
  withAnswer,
} from "../domain/lesson.ts";
import { once } from "../domain/once.ts";
import { nodeCrypto } from "./crypto.ts";
import { type Grade, gradeAnswer, GRADING_TIME } from "./grading.ts";
import { refuseBanned } from "./members.ts";
import type { Clock, LanguageModel, ReadCourses } from "./ports.ts";

const log = getLogger(["sfera", "lessons"]);

/** A course as the member sees it. */
export interface CourseDescription {
  id: string;
  title: string;
  description: string;
  lessons: { id: string; title: string; state: LessonState }[];
}

/** A lesson as the member sees it: without what its question is graded by. */
export interface LessonDescription {
  course: string;
  id: string;
  title: string;
  theory: string;
  picture: { url: string; caption: string } | null;
  task: string;
  question: string;
  state: LessonState;
  lastAnswer: { text: string; passed: boolean; comment: string } | null;
}

/** Names a lesson. */
export interface LessonName {
  course: string;
  lesson: string;
}

export interface LessonOutcome {
  passed: boolean;
  comment: string;
  /** The lesson whose turn it is, once this one is passed. */
  next: LessonName | null;
}

export interface Lessons {
  /** The courses in the member's language, or all where there are none in it. */
  courses(memberId: string): Promise<CourseDescription[]>;
  /** A lesson that is open or passed. Errors: `not_found`, `lesson_closed`. */
  lesson(memberId: string, name: LessonName): Promise<LessonDescription>;
  /**
   * The lesson whose turn it is in a course, or in the first course that is not finished; undefined
   * where all are passed. Errors: `not_found`.
   */
  next(memberId: string, course?: string): Promise<LessonDescription | undefined>;
  /**
   * Grades an answer and keeps it; the same answer again is answered as before, and counts once.
   *
   * Errors: `not_found`, `lesson_closed`, `bad_request`, `gradings_exhausted` and those of the model;
   * then nothing counts.
   */
  answer(memberId: string, name: LessonName, text: string): Promise<LessonOutcome>;
  /** A picture of a course. Errors: `not_found`. */
  picture(course: string, file: string): Promise<LessonPicture>;
}

/** Makes the lessons; `liveness` is real time. Courses are read when first asked for. */
export function createLessons(deps: {
  db: Database;
  clock: Clock;
  liveness: Clock;
  community: Pick<Community, "assistant">;
  model: Pick<LanguageModel, "generate">;
  readCourses: ReadCourses;
}): Lessons {
  const { db, clock, liveness, community, model, readCourses } = deps;
  const grader = { model, name: community.assistant.models.text };
  /** Answers being graded in this process, so that a double tap asks the model once. */
  const grading = new Map<string, Promise<LessonOutcome>>();

  const allCourses = once(async () => {
    const { courses, problems } = await readCourses();
    for (const problem of problems) log.warn("Left out of the lessons: {problem}", { problem });
    return courses;
  });

  async function find({ course: courseId, lesson: lessonId }: LessonName) {
    const course = (await allCourses()).find(({ id }) => id === courseId);
    const lesson = course?.lessons.find(({ id }) => id === lessonId);
    if (!course || !lesson) throw new AppError("not_found", { what: "lesson" });
    return { course, lesson };
  }

  async function memberWith(memberId: string) {
    return refuseBanned(await getMember(db, memberId));
  }

  async function coursesOf(memberId: string): Promise<Course[]> {
    const { language } = await memberWith(memberId);
    return coursesFor(await allCourses(), language);
  }

  /** Today's gradings with one held, unless it is held already; `gradings_exhausted` for none left. */
  async function withHeld(tx: Transaction, memberId: string, day: Day, id: string): Promise<Usage> {
    const usage = await getUsage(tx, memberId, "gradings", day.name);
    if (holds(usage, id)) return usage;
    const now = liveness.now();
    const reservation = { id, until: now + 2 * GRADING_TIME };
    const held = reserve(usage, GRADINGS_A_DAY, reservation, now);
    if (held) return held;
    throw new AppError("gradings_exhausted", { limit: GRADINGS_A_DAY, resetsAt: day.end });
  }

  async function hold(memberId: string, day: Day, id: string): Promise<void> {
    await db.tx(async (tx) => {
      refuseBanned(await getMember(tx, memberId));
      setUsage(tx, memberId, "gradings", day.name, await withHeld(tx, memberId, day, id));
    });
  }

  async function giveBack(
    tx: Transaction,
    memberId: string,
    day: Day,
    id: string,
  ): Promise<void> {
    const usage = await getUsage(tx, memberId, "gradings", day.name);
    if (holds(usage, id)) setUsage(tx, memberId, "gradings", day.name, release(usage, id));
  }

  /** Keeps a grade and charges what was held for it, once, whoever else graded the same answer. */
  async function keep(
    memberId: string,
    { course, lesson }: { course: Course; lesson: Lesson },
    graded: GradedAnswer,
    { id, day }: { id: string; day: Day },
  ): Promise<LessonOutcome> {
    const progress = await db.tx(async (tx) => {
      const before = await getLessonProgress(tx, memberId, course.id);
      if (before.answers[lesson.id]?.hash === graded.hash) {
        await giveBack(tx, memberId, day, id);
        return before;
      }
      refuseBanned(await getMember(tx, memberId));
      const held = await withHeld(tx, memberId, day, id);
      setUsage(tx, memberId, "gradings", day.name, charge(held, id));
      const after = withAnswer(before, lesson.id, graded);
      setLessonProgress(tx, after);
      return after;
    });
    return outcomeOf(course, lesson.id, progress);
  }

  async function grade(memberId: string, name: LessonName, text: string): Promise<LessonOutcome> {
    const { language } = await memberWith(memberId);
    const { course, lesson } = await find(name);
    const progress = await getLessonProgress(db, memberId, course.id);
    refuseClosed(course, progress, lesson.id);
    const hash = hashOf(text);
    if (progress.answers[lesson.id]?.hash === hash) return outcomeOf(course, lesson.id, progress);
    const id = `${course.id}/${lesson.id}/${hash}`;
    const day = dayOf(clock.now(), community.assistant.timeZone);
    await hold(memberId, day, id);
    let judged: Grade;
    try {
      judged = await gradeAnswer(grader, lesson, text, language);
    } catch (error) {
      // What is not given back lapses by itself.
      await db.tx((tx) => giveBack(tx, memberId, day, id)).catch(() => {});
      throw error;
    }
    const graded: GradedAnswer = { hash, text, ...judged, at: clock.now() };
    return await keep(memberId, { course, lesson }, graded, { id, day });
  }

  async function describeLesson(memberId: string, name: LessonName): Promise<LessonDescription> {
    const { course, lesson } = await find(name);
    const progress = await getLessonProgress(db, memberId, course.id);
    refuseClosed(course, progress, lesson.id);
    return describe(course, lesson, progress);
  }

  return {
    async courses(memberId) {
      const courses = await coursesOf(memberId);
      const progress = await listLessonProgress(db, memberId, courses.map(({ id }) => id));
      return courses.map(({ language: _, ...course }, index) => ({
        ...course,
        lessons: course.lessons.map(({ id, title }) => ({
          id,
          title,
          state: lessonState(courses[index]!, progress[index]!, id),
        })),
      }));
    },

    async lesson(memberId, name) {
      await memberWith(memberId);
      return await describeLesson(memberId, name);
    },

    async next(memberId, wanted) {
      const own = await coursesOf(memberId);
      const courses = wanted === undefined
        ? own
        : (await allCourses()).filter(({ id }) => id === wanted);
      if (wanted !== undefined && courses.length === 0) {
        throw new AppError("not_found", { what: "course", known: own.map(({ id }) => id) });
      }
      const progress = await listLessonProgress(db, memberId, courses.map(({ id }) => id));
      for (const [index, course] of courses.entries()) {
        const lesson = openLesson(course, progress[index]!);
        if (lesson) return describe(course, lesson, progress[index]!);
      }
      return undefined;
    },

    async answer(memberId, name, text) {
      const answer = text.trim();
      if (answer === "" || answer.length > LESSON_ANSWER_LENGTH) {
        throw new AppError("bad_request", {
          expected: `an answer of 1 to ${LESSON_ANSWER_LENGTH} characters`,
          received: `${answer.length} characters`,
        });
      }
      const key = [memberId, name.course, name.lesson, hashOf(answer)].join("/");
      const running = grading.get(key) ??
        grade(memberId, name, answer).finally(() => grading.delete(key));
      grading.set(key, running);
      return await running;
    },

    async picture(courseId, file) {
      const course = (await allCourses()).find(({ id }) => id === courseId);
      const picture = course?.lessons.find((lesson) => lesson.picture?.file === file)?.picture;
      if (!picture) throw new AppError("not_found", { what: "picture" });
      return picture;
    },
  };
}

function describe(course: Course, lesson: Lesson, progress: LessonProgress): LessonDescription {
  const { id, title, theory, picture, task, question } = lesson;
  const answered = progress.answers[id];
  return {
    course: course.id,
    id,
    title,
    theory,
    picture: picture && {
      url: `/lessons/${course.id}/${picture.file}`,
      caption: picture.caption,
    },
    task,
    question,
    state: lessonState(course, progress, id),
    lastAnswer: answered
      ? { text: answered.text, passed: answered.passed, comment: answered.comment }
      : null,
  };
}

function outcomeOf(course: Course, lessonId: string, progress: LessonProgress): LessonOutcome {
  const { passed, comment } = progress.answers[lessonId]!;
  const next = Object.hasOwn(progress.passed, lessonId) ? openLesson(course, progress) : undefined;
  return { passed, comment, next: next ? { course: course.id, lesson: next.id } : null };
}

function refuseClosed(course: Course, progress: LessonProgress, lessonId: string): void {
  if (lessonState(course, progress, lessonId) !== "closed") return;
  throw new AppError("lesson_closed", { open: openLesson(course, progress)?.id });
}

function hashOf(text: string): string {
  return nodeCrypto().createHash("sha256").update(comparableAnswer(text)).digest("hex");
}
