/**
 * Whether the talk is incognito: a thread of its own that only this page holds, gone with the mode.
 *
 * The mode itself outlives a reload, without a word of the talk: whoever believes to be incognito
 * after Telegram has reloaded the page must not be writing into the saved conversation.
 */
import { effect, signal } from "@preact/signals";

/** Whether the talk is incognito. */
export const incognito = signal(false);
/** Whether the incognito thread has words in it, which go when the mode is switched off. */
export const hasIncognitoWords = signal(false);

/** Takes the mode of before a reload from `key`, and keeps it there. */
export function keepIncognito(
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null,
  key: string,
): void {
  incognito.value = storage?.getItem(key) === "on";
  effect(() => {
    try {
      if (incognito.value) storage?.setItem(key, "on");
      else storage?.removeItem(key);
    } catch {
      // A full storage costs the mode a reload, nothing else.
    }
  });
}
