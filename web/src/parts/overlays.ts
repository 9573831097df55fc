/** What lies over a screen: Telegram's Back button takes it away before the screen itself. */
import { computed, signal } from "@preact/signals";

const open = signal<readonly (() => void)[]>([]);

/** Whether something lies over the screen. */
export const hasOverlay = computed(() => open.value.length > 0);

/** Lays something on top, which Back closes by `close`; returns how to say that it is gone. */
export function layOver(close: () => void): () => void {
  open.value = [...open.value, close];
  return () => open.value = open.value.filter((one) => one !== close);
}

/** Closes what lies on top; says whether there was something. */
export function closeTop(): boolean {
  const top = open.value.at(-1);
  top?.();
  return top !== undefined;
}
