/** A field that grows with what is written in it, and the round button that sends it. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { canSend, MESSAGE_LIMIT } from "../chat/desk.ts";
import { launch } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import "../styles/composer.css";

/** From here on the length is shown. */
const NEAR_LIMIT = 3600;

interface MessageFormProps {
  field: RefObject<HTMLTextAreaElement | null>;
  /** What the field is called for a reader. */
  name: string;
  placeholder: string;
  value: Signal<string>;
  /** Sends what stands in the field, which is neither empty nor too long. */
  send(): void;
  onBlur?(): void;
  /** Stands in place of Send. */
  button?: ComponentChildren;
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

/** Whether a key sends: Enter does, where it is no new line as on a phone. */
function sends(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" || event.isComposing || event.shiftKey) return false;
  return !launch.phone || event.ctrlKey || event.metaKey;
}

export function MessageForm(
  { field, name, placeholder, value, send, onBlur, button }: MessageFormProps,
) {
  const text = value.value, whole = canSend(text);

  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    // Back to one line first: a scroll height never shrinks by itself.
    area.style.height = "auto";
    area.style.height = text ? `${area.scrollHeight}px` : "";
  }, [text]);

  function submit(event: Event): void {
    event.preventDefault();
    if (canSend(value.value)) send();
  }
  return (
    <form class="composer" onSubmit={submit}>
      <Length of={text.trim().length} />
      <label class="field">
        <span class="unseen">{name}</span>
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          placeholder={placeholder}
          value={text}
          enterkeyhint={launch.phone ? "enter" : "send"}
          onInput={(event) => value.value = event.currentTarget.value}
          onKeyDown={(event) => {
            if (sends(event)) submit(event);
          }}
          onBlur={onBlur}
        />
      </label>
      {button ?? (
        <button
          class="round"
          type="submit"
          aria-label={t("app-send")}
          disabled={!whole}
          // The keyboard stays open: the button must not take the focus from the field.
          onPointerDown={(event) => event.preventDefault()}
        >
          <Icon name="send" />
        </button>
      )}
    </form>
  );
}
