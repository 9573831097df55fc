/** A field for a code, with the exact reason under it where the code is not taken. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { icon } from "./icons.tsx";
import "./words.ts";
import "../styles/fields.css";
import "../styles/payments.css";

interface CodeFieldProps {
  /** What stands in it at first. */
  initial?: string;
  busy: boolean;
  /** Why the code that was sent is not taken. */
  refusal: string | null;
  onApply(code: string): void;
  /** The member writes on: an old refusal does not hold any more. */
  onWrite?(): void;
  /** Takes the focus when it appears. */
  focus?: boolean;
}

export function CodeField(props: CodeFieldProps) {
  const { initial = "", busy, refusal, onApply, onWrite, focus } = props;
  const [code, write] = useState(initial);
  const reason = useId();
  const field = useRef<HTMLInputElement>(null);
  // What was typed stays where it is refused.
  useEffect(() => {
    if (initial) write(initial);
  }, [initial]);
  useEffect(() => {
    if (focus) field.current?.focus();
  }, []);
  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!code.trim() || busy) return;
        haptic("tap");
        onApply(code.trim());
      }}
    >
      <div class="code-line">
        <label class="input" data-wrong={refusal ? "" : undefined}>
          {icon("ticket")}
          <span class="unseen">{t("app-code")}</span>
          <input
            ref={field}
            class="code-input"
            value={code}
            maxLength={64}
            placeholder={t("app-code-write")}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            enterkeyhint="go"
            aria-invalid={refusal ? true : undefined}
            aria-describedby={reason}
            onInput={(event) => {
              write(event.currentTarget.value);
              onWrite?.();
            }}
          />
        </label>
        <button
          class="button tinted"
          type="submit"
          aria-busy={busy}
          disabled={busy || !code.trim()}
        >
          {t(busy ? "app-code-applying" : "app-code-apply")}
        </button>
      </div>
      <p class="code-note caption" id={reason} role="status">
        {refusal && <span class="wrong">{refusal}</span>}
      </p>
    </form>
  );
}
