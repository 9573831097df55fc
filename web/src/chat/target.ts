/** Showing one turn of the conversation in its place, from somewhere else in the app. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { router } from "../service.ts";
import { setOpen } from "./folds.ts";
import type { Chat } from "./state.ts";

/** Milliseconds a turn is held in view while older turns come in above, and stays marked. */
const HELD = 900, MARKED = 2600;

const wanted = signal<number | null>(null);

/** Opens the chat at the turn with this number. */
export function showTurn(sequence: number): void {
  wanted.value = sequence;
  router.open("chat");
}

/** Reads older turns until the wanted one is there; whether it is. */
async function reach(chat: Chat, key: string): Promise<boolean> {
  while (true) {
    const { length } = chat.items.value;
    if (chat.items.value.some((item) => item.key === key)) return true;
    if (!chat.hasOlder.value) return false;
    await chat.older();
    // Without a network nothing comes: the turn is not reached now.
    if (chat.items.value.length === length) return false;
  }
}

/** Marks a turn and holds it in the middle for a moment, unless the member scrolls. */
function hold(key: string): void {
  const turn = document.getElementById(key);
  if (!turn) return;
  const until = performance.now() + HELD, given = new AbortController();
  const { signal } = given;
  for (const event of ["wheel", "pointerdown", "keydown"]) {
    addEventListener(event, () => given.abort(), { signal, passive: true });
  }
  const keep = () => {
    if (signal.aborted || !turn.isConnected || performance.now() > until) return given.abort();
    turn.scrollIntoView({ block: "center" });
    requestAnimationFrame(keep);
  };
  keep();
  turn.toggleAttribute("data-shown", true);
  setTimeout(() => turn.removeAttribute("data-shown"), MARKED);
}

/** In the chat's screen: brings the wanted turn into view once it is there. */
export function useTarget(chat: Chat): void {
  const sequence = wanted.value, ready = chat.page.value === "ready";
  useEffect(() => {
    if (sequence === null || !ready) return;
    void reach(chat, `turn-${sequence}`).then((there) => {
      if (wanted.peek() !== sequence) return;
      wanted.value = null;
      if (!there) return;
      const { callId } = chat.items.value.find((item) => item.key === `turn-${sequence}`) ?? {};
      if (callId !== undefined) setOpen(callId, true);
      requestAnimationFrame(() => hold(`turn-${sequence}`));
    });
  }, [sequence, ready]);
}
