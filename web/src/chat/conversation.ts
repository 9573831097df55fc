/** The conversation of this page, saved or incognito, and its hand-over with the composer. */
import { computed, effect, signal } from "@preact/signals";
import { waitForNetwork } from "../backoff.ts";
import { api, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { giveBack, stopAnswer, take } from "./desk.ts";
import { createIncognitoChat } from "./incognito.ts";
import { hasIncognitoWords, incognito } from "./incognito-mode.ts";
import { type Chat, type ChatParts, createChat } from "./state.ts";

const parts: ChatParts = {
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
};

const unsavedParts: ChatParts = {
  ...parts,
  giveBack(text) {
    // Words of a talk that was left are not to turn up in the saved one.
    if (incognito.peek()) parts.giveBack(text);
  },
};

const saved = createChat(parts);
const unsaved = signal<Chat | null>(null);

effect(() => {
  if (incognito.value) unsaved.value ??= createIncognitoChat(unsavedParts);
  else {
    void unsaved.peek()?.stop();
    unsaved.value = null;
  }
});

const current = computed(() => unsaved.value ?? saved);

/** The conversation that is open: who reads it while drawing sees the other when the mode changes. */
export const chat: Chat = {
  get items() {
    return current.value.items;
  },
  get answer() {
    return current.value.answer;
  },
  get refusal() {
    return current.value.refusal;
  },
  get page() {
    return current.value.page;
  },
  get hasOlder() {
    return current.value.hasOlder;
  },
  load: () => current.value.load(),
  older: () => current.value.older(),
  send: (text) => current.value.send(text),
  again: (item) => current.value.again(item),
  stop: () => current.value.stop(),
};

effect(() => {
  hasIncognitoWords.value = (unsaved.value?.items.value.length ?? 0) > 0;
});

effect(() => {
  stopAnswer.value = chat.answer.value ? () => void chat.stop() : null;
});

effect(() => {
  const text = take();
  if (text !== null) void chat.send(text);
});
