/** Which lesson is open; kept over a reload, as the screen itself is. */
import { effect, signal } from "@preact/signals";
import { storageOrNull } from "../cache.ts";
import { router } from "../service.ts";
import type { LessonPlace } from "./state.ts";
import { launch } from "../telegram.ts";

const KEY = `sfera.lesson.1.${launch.memberId}`;
const storage = storageOrNull(() => sessionStorage);

function kept(): LessonPlace | null {
  try {
    const place = JSON.parse(storage?.getItem(KEY) ?? "null") as LessonPlace | null;
    return typeof place?.course === "string" && typeof place.lesson === "string" ? place : null;
  } catch {
    return null;
  }
}

/** The lesson on the lesson screen. */
export const lessonPlace = signal<LessonPlace | null>(kept());

effect(() => {
  const place = JSON.stringify(lessonPlace.value);
  try {
    storage?.setItem(KEY, place);
  } catch {
    // After a reload the lessons are shown instead, that is all.
  }
});

/** Shows a lesson; one that is open gives way to it. */
export function openLesson(place: LessonPlace): void {
  lessonPlace.value = place;
  router.open("lesson");
}
