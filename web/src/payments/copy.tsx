/** Copying and sharing: what was copied is said in a toast, also to a screen reader. */
import { showToast } from "../parts/toast.tsx";
import { haptic, openLink } from "../telegram.ts";
import { t } from "../texts.ts";
import { icon } from "./icons.tsx";
import { shareLink } from "./links.ts";
import "./words.ts";

/** For web views that close the clipboard to pages: the old way, through a field. */
function copyByField(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "unseen";
  // A modal sheet takes the focus back from everything outside of it.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  const focused = document.activeElement as HTMLElement | null;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}

/** In a tap: copies a text; whether it could. */
export async function copyText(text: string): Promise<boolean> {
  haptic("tap");
  const { clipboard } = navigator;
  const done = clipboard && await clipboard.writeText(text).then(() => true, () => false);
  return done || copyByField(text);
}

/** In a tap: copies a text and says so. */
export async function copy(text: string): Promise<void> {
  showToast(
    await copyText(text)
      ? { icon: "check", text: t("app-pay-copied") }
      : { icon: "alert", text: t("app-pay-not-copied") },
  );
}

/** A round button that copies; `label` says what. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  return (
    <button
      class="icon-button round"
      type="button"
      aria-label={label}
      title={label}
      onClick={() => void copy(text)}
    >
      {icon("copy", true)}
    </button>
  );
}

/** A button that opens Telegram's page to send a link with words. */
export function ShareButton({ url, words }: { url: string; words: string }) {
  return (
    <button
      class="button tinted"
      type="button"
      onClick={() => {
        haptic("tap");
        openLink(shareLink(url, words));
      }}
    >
      {icon("share", true)}
      {t("app-pay-share")}
    </button>
  );
}
