import assert from "node:assert/strict";
import type { LessonResult } from "../../routes/schemas.ts";
import { type Api, ApiError, type RequestOptions } from "../../web/src/api.ts";
import {
  type Course,
  createLessons,
  lessonAfter,
  nextIn,
  passedIn,
} from "../../web/src/lessons/state.ts";

const course: Course = {
  id: "risk",
  title: "Риск",
  description: "",
  lessons: [
    { id: "a", title: "А", state: "passed" },
    { id: "b", title: "Б", state: "open" },
    { id: "c", title: "В", state: "closed" },
  ],
};
const place = { course: "risk", lesson: "b" };

/** A browser's storage. */
function fakeStorage(kept = new Map<string, string>()) {
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function setUp(answer: (options: RequestOptions) => LessonResult | ApiError) {
  const asked: [string, unknown][] = [];
  const api: Api = {
    send(path, options = {}) {
      asked.push([path, options.body]);
      return Promise.resolve(Response.json({}));
    },
    json<T>(path: string, options: RequestOptions = {}) {
      asked.push([path, options.body]);
      if (!path.endsWith("/answer")) {
        return Promise.resolve({ courses: [course], carePlan: null } as T);
      }
      const result = answer(options);
      return result instanceof ApiError ? Promise.reject(result) : Promise.resolve(result as T);
    },
  };
  const storage = fakeStorage();
  const lessons = createLessons({ api, storage, memberId: "7" });
  return { lessons, asked, storage, api };
}

const passed: LessonResult = { passed: true, comment: "Да.", next: null };

Deno.test("a course goes on with its first open lesson", () => {
  assert.equal(nextIn(course)?.id, "b");
  assert.equal(passedIn(course), 1);
  assert.equal(nextIn({ ...course, lessons: [course.lessons[0]!] }), null);
});

Deno.test("after a lesson comes the next one that is not closed", () => {
  assert.deepEqual(lessonAfter([course], { course: "risk", lesson: "a" }), place);
  assert.equal(lessonAfter([course], place), null);
  assert.equal(lessonAfter([course], { course: "risk", lesson: "gone" }), null);
  assert.equal(lessonAfter([], place), null);
});

Deno.test("an answer is sent without the spaces around it, and its words go once it passed", async () => {
  const { lessons, asked, storage } = setUp(() => passed);
  lessons.keep(place, "  Закрою терминал \n");
  assert.deepEqual(await lessons.answer(place, lessons.draft(place)), passed);
  assert.deepEqual(asked[0], ["/api/lessons/risk/b/answer", { answer: "Закрою терминал" }]);
  assert.deepEqual([lessons.draft(place), storage.kept.size], ["", 0]);
});

Deno.test("the words of an answer outlive a failure, a comment and a reload", async () => {
  const replies = [
    new ApiError(0, "offline", ""),
    { passed: false, comment: "Почти.", next: null },
  ];
  const { lessons, storage, api } = setUp(() => replies.shift()!);
  lessons.keep(place, "Слова");
  await assert.rejects(lessons.answer(place, "Слова"), ApiError);
  assert.equal(lessons.draft(place), "Слова");
  assert.equal((await lessons.answer(place, "Слова")).passed, false);
  assert.equal(createLessons({ api, storage, memberId: "7" }).draft(place), "Слова");
});

Deno.test("kept words bear the member's number at their end, so that an erasure finds them", () => {
  const { lessons, storage } = setUp(() => passed);
  lessons.keep(place, "Слова");
  for (const key of storage.kept.keys()) {
    assert.ok(key.startsWith("sfera.") && key.endsWith(".7"), key);
  }
  assert.equal(storage.kept.size, 1);
});

Deno.test("a storage that refuses costs no words on the page", () => {
  const refusing = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => {},
  };
  const { api } = setUp(() => passed);
  const lessons = createLessons({ api, storage: refusing, memberId: "7" });
  lessons.keep(place, "Слова");
  assert.equal(lessons.draft(place), "Слова");
});

Deno.test("an ended plan is gone from the page", async () => {
  const { lessons, asked } = setUp(() => passed);
  await lessons.load();
  await lessons.endCarePlan();
  assert.equal(lessons.carePlan.value, null);
  assert.ok(asked.some(([path]) => path === "/api/care-plan/end"));
});
