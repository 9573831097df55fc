/** The way into a call, there from the first paint; the call itself is loaded before a tap needs it. */
import type { ComponentType } from "preact";
import { signal } from "@preact/signals";
import { router } from "../service.ts";
import { haptic } from "../telegram.ts";

/** What says on every other screen that a call is on; null while none is. */
export const callStrip = signal<ComponentType | null>(null);

type One = typeof import("./one.ts");
let one: One | undefined;

const load = () => import("./one.ts").then((module) => one = module);

/** Loads the call and LiveKit ahead, quietly. */
export function prefetchCall(): void {
  load().then((module) => module.prefetch(), () => {});
}

/** In a tap: starts a call, or goes back into the one that is on. */
export function openCall(): void {
  const tappedAt = performance.now();
  haptic("send");
  // Within the tap if it is there: a browser lets a page be heard and hear only then.
  if (one) one.enter(tappedAt);
  // Where it cannot be loaded, the screen says so.
  else load().then((module) => module.enter(tappedAt), () => {});
  router.open("call");
}
