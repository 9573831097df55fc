/** The place on Home for what could not be said in Telegram; what fills it is loaded when it is idle. */
import type { ComponentType } from "preact";
import { signal } from "@preact/signals";

/** Null until something is to be said. */
export const noticeStrip = signal<ComponentType | null>(null);
