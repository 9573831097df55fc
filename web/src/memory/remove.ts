/** Deleting a fact: gone at once, with a way back while the toast stays. */
import type { FactView } from "../../../routes/schemas.ts";
import type { ApiError } from "../api.ts";
import { showToast } from "../parts/toast.tsx";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { facts } from "./state.ts";

const menuOf = (fact: Element | null | undefined) =>
  fact?.querySelector<HTMLElement>(".icon-button") ?? null;

const factRow = (id: string) => document.querySelector(`[data-fact="${CSS.escape(id)}"]`);

/** The fact to go on from where one disappears: the next, else the one before, else the title. */
function neighbour(row: Element | null): () => void {
  const all = [...document.querySelectorAll("[data-fact]")];
  const at = row ? all.indexOf(row) : -1;
  const next = all[at + 1] ?? all[at - 1];
  return () => {
    const place = next?.isConnected ? menuOf(next) : document.querySelector<HTMLElement>("h1");
    place?.focus({ preventScroll: true });
  };
}

function explain(error: ApiError | null, otherwise: string): void {
  if (!error) return;
  haptic("error");
  showToast({ icon: "alert", text: error.message || t(otherwise) });
}

async function bringBack(fact: FactView): Promise<void> {
  explain(await facts.restore(fact.id), "app-fact-restore-failed");
}

/**
 * Deletes a fact and offers to bring it back.
 *
 * @param button what was pressed; by keyboard, the focus goes on to "Bring back"
 */
export function removeFact(fact: FactView, button: HTMLElement): void {
  const byKeyboard = button.matches(":focus-visible");
  const goOn = neighbour(button.closest("[data-fact]"));
  haptic("send");
  let restored = false;
  const removing = facts.remove(fact.id);
  if (!byKeyboard) requestAnimationFrame(goOn);
  showToast({
    text: t("app-fact-deleted"),
    takeFocus: byKeyboard,
    action: {
      label: t("app-fact-restore"),
      run() {
        restored = true;
        void bringBack(fact);
        requestAnimationFrame(() => menuOf(factRow(fact.id))?.focus());
      },
    },
    onGone() {
      if (byKeyboard && !restored) requestAnimationFrame(goOn);
    },
  });
  void removing.then((error) => explain(error, "app-fact-delete-failed"));
}
