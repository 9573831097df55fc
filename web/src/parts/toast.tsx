/** One line over the screen that says what was done, with one thing to do about it; it goes by itself. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Milliseconds a toast stays; it waits while it has the focus or a pointer on it. */
const STAY = 4000;

export interface ToastWords {
  text: string;
  icon?: string;
  action?: { label: string; run: () => void };
  /** Gives the action the focus: for whoever came by keyboard, where it would be far away. */
  takeFocus?: boolean;
  /** Told once when it is gone, by itself, by its action or by another toast. */
  onGone?(): void;
}

const toast = signal<ToastWords | null>(null);

/** Shows a toast in place of the one before it. */
export function showToast(words: ToastWords): void {
  const before = toast.peek();
  toast.value = words;
  before?.onGone?.();
}

/** Takes it away, if it is still the one that is shown. */
function dismiss(words: ToastWords): void {
  if (toast.peek() !== words) return;
  toast.value = null;
  words.onGone?.();
}

function Shown({ words }: { words: ToastWords }) {
  const [paused, pause] = useState(false);
  const action = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (words.takeFocus) action.current?.focus();
  }, []);
  useEffect(() => {
    if (paused) return;
    const timer = setTimeout(() => dismiss(words), STAY);
    return () => clearTimeout(timer);
  }, [paused]);
  return (
    <div
      class="toast second"
      onFocusCapture={() => pause(true)}
      onBlurCapture={() => pause(false)}
      onPointerEnter={() => pause(true)}
      onPointerLeave={() => pause(false)}
    >
      {words.icon && <Icon name={words.icon} small />}
      <p>{words.text}</p>
      {words.action && (
        <button
          type="button"
          ref={action}
          onClick={() => {
            words.action!.run();
            dismiss(words);
          }}
        >
          {words.action.label}
        </button>
      )}
    </div>
  );
}

let key = 0;
const keys = new WeakMap<ToastWords, number>();

function keyOf(words: ToastWords): number {
  if (!keys.has(words)) keys.set(words, key++);
  return keys.get(words)!;
}

/** Where toasts appear: above what stands at the bottom of the frame. */
export function ToastPlace() {
  const words = toast.value;
  return (
    <div class="toast-place" role="status">
      {words && <Shown key={keyOf(words)} words={words} />}
    </div>
  );
}
