/**
 * What lies between the composer, which is there from the first paint, and the chat, which is
 * loaded on demand: the words being written, those on their way, and the answer that can be stopped.
 */
import { effect, signal } from "@preact/signals";
import { incognito } from "./incognito-mode.ts";

/** The longest message the service takes, in UTF-16 units. */
export const MESSAGE_LIMIT = 4096;

/** What stands in the field. */
export const draft = signal("");
/** Words handed over for sending; the chat takes them as soon as it is there. */
export const outgoing = signal<string | null>(null);
/** Stops the answer that is being given; null while there is none. */
export const stopAnswer = signal<(() => void) | null>(null);
/** Takes words of the app's own, such as a yes to a plan, into the call that is on; else null. */
export const spoken = signal<((text: string) => void) | null>(null);

/** Whether the text can be sent as it is. */
export function canSend(text: string): boolean {
  const length = text.trim().length;
  return length > 0 && length <= MESSAGE_LIMIT;
}

/** Puts words that did not go through back into the field, before anything written since. */
export function giveBack(text: string): void {
  draft.value = draft.value.trim() ? `${text}\n${draft.value}` : text;
}

/** Takes the words handed over; what was sent from the field leaves it now and not before. */
export function take(): string | null {
  const text = outgoing.value;
  if (text === null) return null;
  outgoing.value = null;
  if (draft.value.trim() === text) draft.value = "";
  return text;
}

/** Keeps what stands in the field under `key`, so that it outlives a reload; not while incognito. */
export function keepDraft(storage: Pick<Storage, "getItem" | "setItem"> | null, key: string): void {
  draft.value = storage?.getItem(key) ?? "";
  effect(() => {
    const text = incognito.value ? "" : draft.value;
    try {
      storage?.setItem(key, text);
    } catch {
      // A full storage costs the words a reload, nothing else.
    }
  });
}
