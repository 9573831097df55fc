/** Calls in the thread: each is one row, which opens to its words. */
import { signal } from "@preact/signals";
import type { Item } from "./items.ts";

/** What was said in one call, as far as it is here. */
export interface Fold {
  callId: string;
  items: Item[];
}

/** The thread with each call's turns together, wherever they stand side by side. */
export function folded(items: readonly Item[]): (Item | Fold)[] {
  const rows: (Item | Fold)[] = [];
  for (const item of items) {
    const last = rows.at(-1);
    if (item.callId === undefined) rows.push(item);
    else if (last && "items" in last && last.callId === item.callId) last.items.push(item);
    else rows.push({ callId: item.callId, items: [item] });
  }
  return rows;
}

/** Whole minutes from the first word of a call to the last, at least one. */
export function minutesOf({ items }: Fold): number {
  const first = items[0]!.at, last = items.at(-1)!.at;
  return Math.max(1, Math.round((last - first) / 60_000));
}

const open = signal<ReadonlySet<string>>(new Set());

/** Whether the words of a call are shown. */
export const isOpen = (callId: string): boolean => open.value.has(callId);

/** Shows the words of a call, or only its row. */
export function setOpen(callId: string, shown: boolean): void {
  const next = new Set(open.value);
  if (shown) next.add(callId);
  else next.delete(callId);
  open.value = next;
}
