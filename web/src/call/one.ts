/** The one call of this page: where the state machine meets LiveKit, the browser and Telegram. */
import { computed, effect, signal } from "@preact/signals";
import type { CurrentCall } from "../../../routes/schemas.ts";
import { waitForNetwork } from "../backoff.ts";
import { storageOrNull } from "../cache.ts";
import { spoken } from "../chat/desk.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { api, member } from "../service.ts";
import { haptic, launch } from "../telegram.ts";
import { confirmClosing } from "../telegram-more.ts";
import { keepAwake } from "./awake.ts";
import { wakeAudio } from "./level.ts";
import { isMicrophoneGranted, openMicrophone } from "./microphone.ts";
import { isOn } from "./phase.ts";
import { createCall } from "./state.ts";
import { CallStrip } from "./strip.tsx";
import { callStrip } from "./way.ts";

const KEY = `sfera.call.${launch.memberId}`;
const visit = storageOrNull(() => sessionStorage);

/** A call of this member that another page is in, or was left in; its id. */
const elsewhere = signal<string | null>(null);

/** From this attempt on it is waited no longer between two: the call waits for its member only so long. */
const SLOWEST = 3;

const loadRoom = () => import("./room.ts");

export const call = createCall({
  api,
  openRoom: async (ticket, events) => await (await loadRoom()).openRoom(ticket, events),
  microphone: openMicrophone,
  microphoneGranted: isMicrophoneGranted,
  now: () => performance.now(),
  wait: (attempt, signal) => waitForNetwork(Math.min(attempt, SLOWEST), signal),
  pause: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  keep(callId) {
    if (callId !== null) elsewhere.value = null;
    try {
      if (callId === null) visit?.removeItem(KEY);
      else visit?.setItem(KEY, callId);
    } catch {
      // A full storage costs the way back after a reload, nothing else.
    }
  },
  kept: () => visit?.getItem(KEY) ?? null,
  onEnd: () => void member.refresh(),
});

const on = computed(() => isOn(call.phase.value));

effect(() => {
  callStrip.value = on.value || elsewhere.value !== null ? CallStrip : null;
});
effect(() => {
  confirmClosing(on.value);
  keepAwake(on.value);
});
effect(() => {
  // What a card proposes is said in the call while there is one.
  spoken.value = call.phase.value.name === "live" ? (text) => void call.write(text) : null;
});
effect(() => {
  const { name } = call.phase.value;
  if (name === "refused" || name === "reconnecting") haptic("error");
});

/** A tap has begun a call here: what is known of calls is older than that. */
let tapped = false;

/** In a tap: starts a call, or goes into the one that is on. */
export function enter(tappedAt = performance.now()): void {
  tapped = true;
  wakeAudio();
  const left = elsewhere.value;
  if (left === null) void call.start({ tappedAt, incognito: incognito.peek() });
  else void resume(left, tappedAt);
}

/** In a tap: brings a call that is on elsewhere into this page. */
export function resume(callId: string, tappedAt = performance.now()): Promise<void> {
  wakeAudio();
  elsewhere.value = null;
  return call.resume(callId, tappedAt);
}

/** Loads LiveKit ahead, and asks once whether a call was left on. */
export function prefetch(): void {
  void loadRoom().catch(() => {});
  look();
}

let looked = false;

function look(): void {
  if (looked) return;
  looked = true;
  void member.connect().then(() => api.json<CurrentCall>("/api/calls/current")).then(
    ({ call: current }) => {
      if (current && !tapped && !on.value) elsewhere.value = current.id;
    },
    () => {
      // Where there is no voice, or no network, there is no call to come back to.
    },
  );
}
