/** The one conversation of this page, and its hand-over with the composer. */
import { effect } from "@preact/signals";
import { waitForNetwork } from "../backoff.ts";
import { api, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { giveBack, stopAnswer, take } from "./desk.ts";
import { createChat } from "./state.ts";

export const chat = createChat({
  api,
  now: member.now,
  newKey: () => crypto.randomUUID(),
  wait: waitForNetwork,
  giveBack(text) {
    haptic("error");
    giveBack(text);
  },
  onEnd(left) {
    if (left) member.spend(left);
    void member.refresh();
  },
});

effect(() => {
  stopAnswer.value = chat.answer.value ? () => void chat.stop() : null;
});

effect(() => {
  const text = take();
  if (text !== null) void chat.send(text);
});
