/** Courses and their lessons, the answers given in them, and the plan a member follows. */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { CarePlanView, Courses, Lesson, LessonResult } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

/** A lesson by its course. */
export interface LessonPlace {
  course: string;
  lesson: string;
}

export type Course = Courses["courses"][number];
export type CarePlan = NonNullable<CarePlanView["carePlan"]>;

/** The longest answer the service takes, in UTF-16 units. */
export const ANSWER_LIMIT = 2000;
/** Milliseconds an answer may take to be read: a model reads it. */
const READING = 90_000;

export interface Lessons {
  /** Null until they were read. */
  courses: ReadonlySignal<Course[] | null>;
  carePlan: ReadonlySignal<CarePlan | null>;
  /** Why the courses could not be read. */
  failure: ReadonlySignal<ApiError | null>;
  load(): Promise<void>;
  /** @throws {ApiError} */
  lesson(place: LessonPlace): Promise<Lesson>;
  /** Sends an answer; its words are kept until they were taken. @throws {ApiError} */
  answer(place: LessonPlace, text: string): Promise<LessonResult>;
  /** The words being written for a lesson. */
  draft(place: LessonPlace): string;
  keep(place: LessonPlace, text: string): void;
  /** @throws {ApiError} */
  endCarePlan(): Promise<void>;
}

/** The lesson to go on with: the first one that is open; null when all are passed or none is open. */
export function nextIn(course: Course): Course["lessons"][number] | null {
  return course.lessons.find(({ state }) => state === "open") ?? null;
}

/** How many lessons of a course are passed. */
export function passedIn(course: Course): number {
  return course.lessons.filter(({ state }) => state === "passed").length;
}

/** The lesson after this one, if it may be opened; null at the end or where it is closed. */
export function lessonAfter(
  courses: readonly Course[],
  place: LessonPlace,
): LessonPlace | null {
  const lessons = courses.find(({ id }) => id === place.course)?.lessons ?? [];
  const next = lessons[lessons.findIndex(({ id }) => id === place.lesson) + 1];
  const known = lessons.some(({ id }) => id === place.lesson);
  return known && next && next.state !== "closed"
    ? { course: place.course, lesson: next.id }
    : null;
}

const pathOf = ({ course, lesson }: LessonPlace) =>
  `/api/lessons/${encodeURIComponent(course)}/${encodeURIComponent(lesson)}`;

export interface LessonsParts {
  api: Api;
  memberId: string;
  /** Where words being written outlive a reload. */
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  /** Told the courses each time they were read. */
  onCourses?(courses: Courses): void;
}

/** The lessons over the service. */
export function createLessons(parts: LessonsParts): Lessons {
  const { api, storage, memberId } = parts;
  const courses = signal<Course[] | null>(null);
  const carePlan = signal<CarePlan | null>(null);
  const failure = signal<ApiError | null>(null);
  const drafts = new Map<string, string>();
  const keyOf = ({ course, lesson }: LessonPlace) => `sfera.answer.${course}/${lesson}.${memberId}`;

  function keep(place: LessonPlace, text: string): void {
    const key = keyOf(place);
    drafts.set(key, text);
    try {
      if (text) storage?.setItem(key, text);
      else storage?.removeItem(key);
    } catch {
      // A full storage costs the words a reload, nothing else.
    }
  }

  const lessons: Lessons = {
    courses,
    carePlan,
    failure,
    async load() {
      try {
        const [all, plan] = await Promise.all([
          api.json<Courses>("/api/lessons"),
          api.json<CarePlanView>("/api/care-plan"),
        ]);
        parts.onCourses?.(all);
        batch(() => {
          courses.value = all.courses;
          carePlan.value = plan.carePlan;
          failure.value = null;
        });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failure.value = error;
      }
    },
    lesson: (place) => api.json<Lesson>(pathOf(place)),
    async answer(place, text) {
      const result = await api.json<LessonResult>(`${pathOf(place)}/answer`, {
        method: "POST",
        body: { answer: text.trim() },
        deadline: READING,
      });
      if (result.passed) keep(place, "");
      void lessons.load();
      return result;
    },
    draft: (place) => drafts.get(keyOf(place)) ?? storage?.getItem(keyOf(place)) ?? "",
    keep,
    async endCarePlan() {
      await api.send("/api/care-plan/end", { method: "POST" });
      carePlan.value = null;
      void lessons.load();
    },
  };
  return lessons;
}
