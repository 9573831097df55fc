/** Correcting a fact. The words stay in the field until the service has them. */
import { useId, useRef, useState } from "preact/hooks";
import type { FactView } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { Sheet } from "../parts/sheet.tsx";
import { showToast } from "../parts/toast.tsx";
import { haptic, launch } from "../telegram.ts";
import { t } from "../texts.ts";
import { FACT_LIMIT } from "./facts.ts";
import { facts } from "./state.ts";

/** From here on the length is shown. */
const NEAR_LIMIT = 420;

/** Words that the service did not take, by fact: they are there again when the sheet is. */
const unsaved = new Map<string, string>();

/** What is wrong with the words as they stand, in words; null for nothing. */
function refusalOf(text: string): string | null {
  const length = text.trim().length;
  if (length === 0) return t("app-fact-empty");
  return length > FACT_LIMIT ? t("app-fact-too-long", { length, limit: FACT_LIMIT }) : null;
}

/** What was edited was taken away with its button: the focus goes to what took its place. */
function focusFact(id: string): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-fact="${CSS.escape(id)}"] .icon-button`)?.focus()
  );
}

export function EditSheet({ fact, onClose }: { fact: FactView; onClose(): void }) {
  const [text, write] = useState(unsaved.get(fact.id) ?? fact.text);
  const [refusal, refuse] = useState<string | null>(null);
  const [saving, save] = useState(false), [done, finish] = useState(false);
  const changed = useRef<string | null>(null);
  const form = useId(), reason = useId();
  const length = text.trim().length, wrong = length > FACT_LIMIT ? refusalOf(text) : refusal;

  async function send(): Promise<void> {
    const unfit = refusalOf(text);
    refuse(unfit);
    if (unfit || saving) return;
    if (text.trim() === fact.text) return finish(true);
    save(true);
    const answer = await facts.change(fact.id, text.trim());
    save(false);
    if (answer instanceof ApiError) {
      haptic("error");
      unsaved.set(fact.id, text);
      refuse(answer.message || t("app-fact-not-saved"));
      return;
    }
    unsaved.delete(fact.id);
    changed.current = answer.id;
    showToast({ icon: "check", text: t("app-fact-saved") });
    finish(true);
  }

  return (
    <Sheet
      title={t("app-fact-editing")}
      onClose={() => {
        onClose();
        if (changed.current) focusFact(changed.current);
      }}
      held={saving}
      done={done}
      action={
        <button class="button primary" type="submit" form={form} aria-busy={saving}>
          {t(saving ? "app-saving" : "app-save")}
        </button>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label class="input area" data-wrong={wrong ? "" : undefined}>
          <span class="unseen">{t("app-fact-words")}</span>
          <textarea
            autofocus
            rows={3}
            dir="auto"
            value={text}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={reason}
            onInput={(event) => {
              write(event.currentTarget.value);
              refuse(null);
            }}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.isComposing) return;
              if (launch.phone || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              void send();
            }}
          />
        </label>
        <p class="input-note caption" id={reason} role="status">
          {wrong && <span class="wrong">{wrong}</span>}
          {length >= NEAR_LIMIT && !wrong && (
            <span class="numbers count">{t("app-length", { length, limit: FACT_LIMIT })}</span>
          )}
        </p>
      </form>
    </Sheet>
  );
}
