/** Small parts used all over the page. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon, type IconName } from "./icons.tsx";
import { words } from "./store.ts";

/** A labelled group of the bar. */
export function Group(
  { label, class: name = "", children }: {
    label: ComponentChildren;
    class?: string;
    children: ComponentChildren;
  },
) {
  const id = useId();
  return (
    <div class={`group ${name}`} role="group" aria-labelledby={id}>
      <span id={id} class="group-label">{label}</span>
      {children}
    </div>
  );
}

/** One of a few choices, side by side. */
export function Segments<T extends string | number>(
  { value, choices, onChoose }: {
    value: T;
    choices: { value: T; label: string; icon?: IconName }[];
    onChoose: (value: T) => void;
  },
) {
  return (
    <div class="segments">
      {choices.map((choice) => (
        <button
          type="button"
          key={choice.value}
          aria-pressed={choice.value === value}
          aria-label={choice.icon ? choice.label : undefined}
          title={choice.icon ? choice.label : undefined}
          onClick={() => onChoose(choice.value)}
        >
          {choice.icon ? <Icon name={choice.icon} small /> : choice.label}
        </button>
      ))}
    </div>
  );
}

/** A button that opens a panel; Escape and a click elsewhere close it. */
export function Popover(
  { label, title, class: name = "", panelClass = "", children }: {
    label: ComponentChildren;
    title?: string;
    class?: string;
    panelClass?: string;
    children: (close: () => void) => ComponentChildren;
  },
) {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const close = () => {
    isOpen.value = false;
    root.current?.querySelector("button")?.focus();
  };
  useEffect(() => {
    if (!isOpen.value) return;
    root.current?.querySelector<HTMLElement>(".panel :is(input, select, button)")?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) isOpen.value = false;
    };
    const left = () => isOpen.value = false;
    addEventListener("pointerdown", outside);
    addEventListener("blur", left);
    return () => {
      removeEventListener("pointerdown", outside);
      removeEventListener("blur", left);
    };
  }, [isOpen.value]);
  return (
    <div
      class="popover"
      ref={root}
      onKeyDown={(event) => event.key === "Escape" && isOpen.value && close()}
    >
      <button
        type="button"
        class={name}
        title={title}
        aria-label={title}
        aria-expanded={isOpen.value}
        onClick={() => isOpen.value = !isOpen.value}
      >
        {label}
      </button>
      {isOpen.value && <div class={`panel ${panelClass}`}>{children(close)}</div>}
    </div>
  );
}

/** A window over the whole page. */
export function Modal(
  { title, onClose, children }: {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
  },
) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="modal" ref={dialog} aria-label={title} onClose={onClose}>
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={words.value.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
