/** The one place where the parts of the page meet: the browser, Telegram and the service. */
import { createApi } from "./api.ts";
import { waitForNetwork } from "./backoff.ts";
import { recall, remember, storageOrNull } from "./cache.ts";
import { createMember, type Member } from "./member.ts";
import { createRouter, screenOf } from "./router.ts";
import { createSession } from "./session.ts";
import { launch } from "./telegram.ts";
import { language, t } from "./texts.ts";
import type { Calendar } from "./time.ts";

const fetch = globalThis.fetch.bind(globalThis);
/** What the device keeps; null where it may not. */
export const store = storageOrNull(() => localStorage);

/** The session of this page. */
export const session = createSession({
  fetch,
  initData: launch.initData,
  memberId: launch.memberId,
  get language() {
    return language.peek();
  },
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  storage: storageOrNull(() => sessionStorage),
  now: Date.now,
  onSession: (opened) => member.arrived(opened),
});

export const api = createApi({
  fetch,
  bearer: session,
  get language() {
    return language.peek();
  },
  onReach: (error) => member.reached(error),
});

export const member: Member = createMember({
  api,
  session,
  remembered: recall(store, launch.memberId),
  remember: (what) => remember(store, launch.memberId, what),
  wait: waitForNetwork,
  now: Date.now,
});

export const router = createRouter(history, screenOf(launch.startParam));

/** What the assistant is called; the product's name until it is known. */
export function assistantName(): string {
  return member.assistant.value?.name ?? "Sfera";
}

/** The calendar texts are written by: the community's, as far as it is known yet. */
export function calendar(): Calendar {
  return { language: language.value, texts: t, timeZone: member.assistant.value?.timeZone };
}
