import type { Language } from "./community.ts";

/** A course of the owner's, in one language. */
export interface Course {
  id: string;
  language: Language;
  title: string;
  description: string;
  /** In their order; one opens when those before it are passed. */
  lessons: Lesson[];
}

/** One lesson; `answer` and `criteria` are for grading and never leave the service. */
export interface Lesson {
  id: string;
  title: string;
  /** Markdown. */
  theory: string;
  picture: LessonPicture | null;
  /** Markdown. */
  task: string;
  question: string;
  /** What a good answer says. */
  answer: string;
  /** What each passing answer does, one by one. */
  criteria: string[];
}

export interface LessonPicture {
  /** The file's name within the course. */
  file: string;
  caption: string;
  /** The media type, such as `image/svg+xml`. */
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Longest answer of a member, in characters; with its comment twelve fit into one value. */
export const LESSON_ANSWER_LENGTH = 2000;
export const COMMENT_LENGTH = 300;
const MOST_ANSWERS = 12;
/** Answers graded for a member on one day of the community. */
export const GRADINGS_A_DAY = 20;

/** How far a member is in a course. */
export interface LessonProgress {
  schema: 1;
  memberId: string;
  course: string;
  /** Lesson id to the moment it was passed; what is passed stays so. */
  passed: Record<string, number>;
  /** Lesson id to the last answer, of the twelve lessons answered last. */
  answers: Record<string, GradedAnswer>;
}

/** An answer with what was said about it. */
export interface GradedAnswer {
  /** A hash of the answer, by which a repeat is known. */
  hash: string;
  text: string;
  passed: boolean;
  comment: string;
  at: number;
}

/** How far somebody is in a course who has answered nothing. */
export function noProgress(memberId: string, course: string): LessonProgress {
  return { schema: 1, memberId, course, passed: {}, answers: {} };
}

export type LessonState = "closed" | "open" | "passed";

/** Whether a lesson can be read: those that are passed, and the first one that is not. */
export function lessonState(
  course: Course,
  progress: LessonProgress,
  lessonId: string,
): LessonState {
  if (Object.hasOwn(progress.passed, lessonId)) return "passed";
  return openLesson(course, progress)?.id === lessonId ? "open" : "closed";
}

/** The lesson whose turn it is; undefined where all are passed. */
export function openLesson(course: Course, progress: LessonProgress): Lesson | undefined {
  return course.lessons.find(({ id }) => !Object.hasOwn(progress.passed, id));
}

/** The progress after an answer was graded. */
export function withAnswer(
  progress: LessonProgress,
  lessonId: string,
  answer: GradedAnswer,
): LessonProgress {
  const others = Object.entries(progress.answers).filter(([id]) => id !== lessonId)
    .sort(([, one], [, other]) => other.at - one.at);
  const answers = [[lessonId, answer], ...others.slice(0, MOST_ANSWERS - 1)];
  const passed = answer.passed && !Object.hasOwn(progress.passed, lessonId)
    ? { ...progress.passed, [lessonId]: answer.at }
    : progress.passed;
  return { ...progress, passed, answers: Object.fromEntries(answers) };
}

/** The courses in a member's language; where there are none, all of them. */
export function coursesFor(courses: readonly Course[], language: Language): Course[] {
  const own = courses.filter((course) => course.language === language);
  return own.length > 0 ? own : [...courses];
}

/** An answer as answers are compared: the same words in other spaces are the same answer. */
export function comparableAnswer(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}
