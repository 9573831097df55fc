/** The lessons of this page. */
import { storageOrNull } from "../cache.ts";
import { api } from "../service.ts";
import { launch } from "../telegram.ts";
import { glanceAt } from "./glance.ts";
import { createLessons } from "./state.ts";
import "./words.ts";

export const lessons = createLessons({
  api,
  memberId: launch.memberId,
  storage: storageOrNull(() => sessionStorage),
  onCourses: glanceAt,
});
