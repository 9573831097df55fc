/**
 * A sheet over the screen, risen from below: a question, a form, a source.
 *
 * It is a modal `<dialog>`: the page behind it cannot be reached, Escape and Telegram's Back button
 * close it, and the focus returns to where it was.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { layOver } from "./overlays.ts";
import "../styles/sheet.css";

/** Milliseconds a sheet takes to leave. */
const LEAVING = 240;
/** Pixels, and pixels a millisecond, from which on a drag closes. */
const FAR = 96, FAST = 0.55;

const FOCUSABLE = ":is(button, input, select, textarea):not(:disabled), a[href], [tabindex='0']";

interface SheetProps {
  title: string;
  /** Called when the sheet has left; whoever shows it takes it away then. */
  onClose(): void;
  /** Stays below while the rest scrolls. */
  action?: ComponentChildren;
  /** Keeps the sheet open: something is on its way that must be seen to its end. */
  held?: boolean;
  /** Lets the sheet leave by itself: what it was for is done. */
  done?: boolean;
  children: ComponentChildren;
}

/** How a sheet leaves, whoever asks for it; `close` may be called more than once. */
function useLeaving(props: SheetProps) {
  const { held, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null), panel = useRef<HTMLDivElement>(null);
  const leaving = useRef(false);
  const latest = useRef({ held, onClose });
  latest.current = { held, onClose };

  const close = useRef(() => {
    if (leaving.current || latest.current.held) return;
    leaving.current = true;
    dialog.current!.dataset.leaving = "";
    panel.current!.style.transform = "";
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    setTimeout(() => latest.current.onClose(), still ? 0 : LEAVING);
  }).current;

  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => {
      leaving.current = true;
      element.close();
    };
  }, []);
  useEffect(() => layOver(close), []);
  useEffect(() => {
    if (props.done) close();
  }, [props.done]);
  return { dialog, panel, close };
}

/** Lets a finger pull the sheet down by its head. */
function useDrag(panel: { current: HTMLDivElement | null }, close: () => void) {
  const from = useRef<{ y: number; at: number } | null>(null);
  const moved = (event: PointerEvent) => Math.max(0, event.clientY - (from.current?.y ?? 0));
  const end = (event: PointerEvent) => {
    if (!from.current) return;
    const distance = moved(event), speed = distance / (event.timeStamp - from.current.at + 1);
    from.current = null;
    panel.current!.style.transition = "";
    if (distance > FAR || (distance > 24 && speed > FAST)) close();
    else panel.current!.style.transform = "";
  };
  return {
    onPointerDown(event: PointerEvent & { currentTarget: HTMLElement }) {
      if ((event.target as Element).closest("button") || !event.isPrimary) return;
      from.current = { y: event.clientY, at: event.timeStamp };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent) {
      if (!from.current) return;
      panel.current!.style.transition = "none";
      panel.current!.style.transform = `translateY(${moved(event)}px)`;
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** Keeps Tab within the sheet: a modal dialog alone lets it out to the browser, or to Telegram. */
function keepFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  if (event.key !== "Tab") return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const first = all[0], last = all.at(-1), at = document.activeElement;
  if (event.shiftKey ? at !== first : at !== last) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

export function Sheet(props: SheetProps) {
  const title = useId();
  const { dialog, panel, close } = useLeaving(props);
  const drag = useDrag(panel, close);
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby={title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      // A browser may close it without asking, on a second Escape.
      onClose={close}
      onKeyDown={keepFocus}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="sheet-panel" ref={panel}>
        <header class="sheet-head" {...drag}>
          <i class="grabber" />
          <h2 class="title" id={title}>{props.title}</h2>
          <button
            class="icon-button"
            type="button"
            aria-label={t("app-close")}
            disabled={props.held}
            onClick={() => {
              haptic("tap");
              close();
            }}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="sheet-body">{props.children}</div>
        {props.action && <footer class="sheet-action">{props.action}</footer>}
      </div>
    </dialog>
  );
}
