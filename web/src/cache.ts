/** What the last session told, kept on the device, so that the first paint needs no network. */
import type { AssistantView, Me } from "../../routes/schemas.ts";

export interface Remembered {
  me: Me;
  assistant: AssistantView;
}

type Store = Pick<Storage, "getItem" | "setItem">;

/** A browser's storage, or null where even looking at it throws (blocked third-party frames). */
export function storageOrNull(get: () => Storage): Storage | null {
  try {
    return get();
  } catch {
    return null;
  }
}

const keyOf = (memberId: string) => `sfera.seen.1.${memberId}`;

/** What is kept for this member; null if nothing, or nothing sound. */
export function recall(store: Store | null, memberId: string): Remembered | null {
  try {
    const kept = JSON.parse(store?.getItem(keyOf(memberId)) ?? "null") as Remembered | null;
    const sound = kept !== null && Array.isArray(kept.me.allowances) &&
      typeof kept.me.member.interactionCount === "number" &&
      typeof kept.assistant.greeting === "string" && Array.isArray(kept.assistant.suggestions);
    return sound ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps it; a storage that refuses is no reason to stop. */
export function remember(store: Store | null, memberId: string, what: Remembered): void {
  try {
    store?.setItem(keyOf(memberId), JSON.stringify(what));
  } catch {
    // The next first paint waits for the network, that is all.
  }
}
