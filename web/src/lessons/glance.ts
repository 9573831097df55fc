/** Whether there are lessons and how far one has come: what Home says of them in one line. */
import { effect, signal } from "@preact/signals";
import type { Courses } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { api, store } from "../service.ts";
import { launch } from "../telegram.ts";

export interface Glance {
  passed: number;
  all: number;
}

const KEY = `sfera.lessons.1.${launch.memberId}`;

function kept(): Glance | null {
  try {
    const glance = JSON.parse(store?.getItem(KEY) ?? "null") as Glance | null;
    return Number.isInteger(glance?.passed) && Number.isInteger(glance?.all) ? glance : null;
  } catch {
    return null;
  }
}

/** Null while nothing is known; kept on the device, so that Home does not move at each opening. */
export const glance = signal<Glance | null>(kept());

effect(() => {
  const now = JSON.stringify(glance.value);
  try {
    store?.setItem(KEY, now);
  } catch {
    // The line comes a moment later next time, that is all.
  }
});

/** Counts the lessons of all courses. */
export function glanceAt({ courses }: Courses): void {
  const all = courses.flatMap(({ lessons }) => lessons);
  glance.value = {
    passed: all.filter(({ state }) => state === "passed").length,
    all: all.length,
  };
}

/** Asks the service; what is known stays where it cannot say. */
export async function refreshGlance(): Promise<void> {
  try {
    glanceAt(await api.json<Courses>("/api/lessons"));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
