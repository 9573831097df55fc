import { useEffect, useRef } from "preact/hooks";
import { host } from "./app.ts";
import type { Dialog, PopupButton } from "./host.ts";
import { words } from "./store.ts";

/** What Telegram shows over the app: a popup the app asked for, or a question of Telegram's own. */
export function FrameDialog() {
  const { dialog } = host.frame.value;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("button")?.focus(), [dialog]);
  if (!dialog || dialog.kind === "invoice") return null;
  const { title, message, buttons } = contentOf(dialog);
  return (
    <div
      class="veil"
      onClick={(event) => event.target === event.currentTarget && host.answer()}
      onKeyDown={(event) => event.key === "Escape" && host.answer()}
    >
      <div class="frame-dialog" role="alertdialog" aria-modal="true" aria-label={title} ref={box}>
        {title && <b>{title}</b>}
        <p>{message}</p>
        <div class={buttons.length > 2 ? "answers upright" : "answers"}>
          {buttons.map((button) => (
            <button
              type="button"
              key={button.id}
              data-type={button.type}
              onClick={() => host.answer(button.id)}
            >
              {labelOf(button)}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

function contentOf(
  dialog: Exclude<Dialog, { kind: "invoice" }>,
): { title?: string; message: string; buttons: PopupButton[] } {
  const say = words.value;
  const question = (message: string, yes: string, type: PopupButton["type"] = "default") => ({
    message,
    buttons: [
      { id: "cancel", type: "cancel" as const },
      { id: "ok", type, text: yes },
    ],
  });
  switch (dialog.kind) {
    case "popup":
      return dialog;
    case "write-access":
      return question(say.askWrite, say.allow);
    case "closing":
      return question(say.askClose, say.closeAnyway, "destructive");
    case "link":
      return { title: say.askLink, ...question(dialog.url, say.open) };
  }
}

function labelOf(button: PopupButton) {
  const say = words.value;
  const usual = { ok: say.ok, close: say.close, cancel: say.cancel } as Record<string, string>;
  return usual[button.type] ?? button.text;
}
