/** Where a member writes: a field that grows and one round button, Send or Stop. */
import { createRef } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { canSend, draft, MESSAGE_LIMIT, outgoing, spoken, stopAnswer } from "../chat/desk.ts";
import { incognito } from "../chat/incognito-mode.ts";
import { member, router } from "../service.ts";
import { haptic, launch } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import "../styles/composer.css";

/** From here on the length is shown. */
const NEAR_LIMIT = 3600;

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
  const text = draft.value;
  if (!canSend(text) || stopAnswer.value || outgoing.value !== null) return;
  say(text);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return;
  if (launch.phone && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  sendDraft();
}

function Length({ of: length }: { of: number }) {
  if (length < NEAR_LIMIT) return null;
  const count = (value: number) => value.toLocaleString(language.value);
  const over = length > MESSAGE_LIMIT;
  const values = { length: count(length), limit: count(MESSAGE_LIMIT) };
  return (
    <p class="length caption numbers" role="status" data-over={over || undefined}>
      {t(over ? "app-too-long" : "app-length", values)}
    </p>
  );
}

/** On Home, with nothing written: into the conversation. */
function ToChat() {
  return (
    <button
      class="round"
      type="button"
      aria-label={t("app-open-chat", { assistant: member.assistant.value?.name ?? "Sfera" })}
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

export function Composer() {
  const text = draft.value, stop = stopAnswer.value;

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    // Back to one line first: a scroll height never shrinks by itself.
    area.style.height = "auto";
    area.style.height = text ? `${area.scrollHeight}px` : "";
  }, [text]);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        sendDraft();
      }}
    >
      <Length of={text.trim().length} />
      <label class="field">
        <span class="unseen">{t("app-message")}</span>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          placeholder={t(incognito.value ? "app-write-incognito" : "app-write")}
          value={text}
          enterkeyhint={launch.phone ? "enter" : "send"}
          onInput={(event) => draft.value = event.currentTarget.value}
          onKeyDown={onKeyDown}
        />
      </label>
      {stop
        ? (
          <button class="round" type="button" aria-label={t("app-stop")} onClick={stop}>
            <i class="stop" />
          </button>
        )
        : router.screen.value === "home" && text === ""
        ? <ToChat />
        : (
          <button
            class="round"
            type="submit"
            aria-label={t("app-send")}
            disabled={!canSend(text)}
            // The keyboard stays open: the button must not take the focus from the field.
            onPointerDown={(event) => event.preventDefault()}
          >
            <Icon name="send" />
          </button>
        )}
    </form>
  );
}
