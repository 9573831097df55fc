import { type LessonProgress, noProgress } from "../domain/lesson.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** How far a member is in a course; nothing passed where they never began. */
export async function getLessonProgress(
  reader: Reader,
  memberId: string,
  course: string,
): Promise<LessonProgress> {
  const kept = await reader.get<LessonProgress>(keys.lessonProgress(memberId, course));
  return kept ?? noProgress(memberId, course);
}

/** The same for several courses at once, in their order, for showing. */
export async function listLessonProgress(
  db: Database,
  memberId: string,
  courses: readonly string[],
): Promise<LessonProgress[]> {
  const found = await db.getMany<LessonProgress[]>(
    courses.map((course) => keys.lessonProgress(memberId, course)),
  );
  return courses.map((course, index) => found[index] ?? noProgress(memberId, course));
}

/** Keeps how far a member is in a course. */
export function setLessonProgress(tx: Transaction, progress: LessonProgress): void {
  tx.set(keys.lessonProgress(progress.memberId, progress.course), progress);
}
