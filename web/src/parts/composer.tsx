/** Where a member writes on Home and in the chat: a field and one round button, Send or Stop. */
import { createRef } from "preact";
import { draft, outgoing, spoken, stopAnswer } from "../chat/desk.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { assistantName, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { MessageForm } from "./message-form.tsx";

const field = createRef<HTMLTextAreaElement>();

/** Puts the cursor in the field; called inside a tap, it also opens a phone's keyboard. */
export function focusComposer(): void {
  field.current?.focus();
}

/** Hands words over to the chat and opens it; while an answer is on its way they wait in the field. */
export function say(text: string): void {
  if (spoken.value) return spoken.value(text.trim());
  if (stopAnswer.value || outgoing.value !== null) {
    draft.value ||= text;
  } else {
    haptic("send");
    outgoing.value = text.trim();
  }
  router.open("chat");
}

function sendDraft(): void {
  if (stopAnswer.value || outgoing.value !== null) return;
  say(draft.value);
}

/** On Home, with nothing written: into the conversation. */
function ToChat() {
  return (
    <button
      class="round"
      type="button"
      aria-label={t("app-open-chat", { assistant: assistantName() })}
      onClick={() => {
        haptic("tap");
        focusComposer();
        router.open("chat");
      }}
    >
      <Icon name="talk" />
    </button>
  );
}

function Stop({ stop }: { stop: () => void }) {
  return (
    <button class="round" type="button" aria-label={t("app-stop")} onClick={stop}>
      <i class="stop" />
    </button>
  );
}

/** What stands in place of Send; undefined where nothing does. */
function otherButton() {
  if (stopAnswer.value) return <Stop stop={stopAnswer.value} />;
  if (router.screen.value === "home" && draft.value === "") return <ToChat />;
}

export function Composer() {
  return (
    <MessageForm
      field={field}
      name={t("app-message")}
      placeholder={t(incognito.value ? "app-write-incognito" : "app-write")}
      value={draft}
      send={sendDraft}
      button={otherButton()}
    />
  );
}
