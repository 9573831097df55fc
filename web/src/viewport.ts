/**
 * The height that can be seen, as `--visual-height`, and whether a keyboard takes part of it.
 *
 * Telegram's stable height does not follow the keyboard on every platform, and a phone's own
 * viewport does not follow Telegram's bars, so the page takes the smaller of both.
 */
import { onRoomChanged } from "./telegram.ts";

/** Starts to follow; the root gets `data-keyboard` while a text field's keyboard is open. */
export function followViewport(root: HTMLElement): void {
  const view = globalThis.visualViewport;
  let tallest = 0, width = 0;
  const measure = () => {
    const height = view?.height ?? innerHeight;
    if (innerWidth !== width) tallest = 0;
    width = innerWidth;
    tallest = Math.max(tallest, height);
    const writing = document.activeElement?.matches("textarea, input:not([type=radio])") ?? false;
    root.style.setProperty("--visual-height", `${height}px`);
    root.style.setProperty("--visual-top", `${view?.offsetTop ?? 0}px`);
    root.toggleAttribute("data-keyboard", writing && height < tallest * 0.78);
  };
  measure();
  view?.addEventListener("resize", measure);
  view?.addEventListener("scroll", measure);
  addEventListener("resize", measure);
  addEventListener("focusin", measure);
  addEventListener("focusout", measure);
  onRoomChanged(measure);
}
