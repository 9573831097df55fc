/** What stands in place of a talk: why there is none, what it came to, and what to do next. */
import type { ComponentChildren } from "preact";
import { focusComposer } from "../parts/composer.tsx";
import { router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { call } from "./one.ts";

export interface Way {
  label: string;
  act(): void;
}

interface WayOutProps {
  title: string;
  text?: string;
  /** The first is the main one. */
  ways: readonly Way[];
  /** Shown for support, when the service gave one. */
  requestId?: string | null;
  children?: ComponentChildren;
}

/** Words and the ways on, the actions below by the thumb. */
export function WayOut({ title, text, ways, requestId, children }: WayOutProps) {
  return (
    <>
      <div class="way-out" role="status">
        <h1 class="title">{title}</h1>
        {text && <p class="muted">{text}</p>}
        {children}
        {requestId && <p class="caption">{t("app-request-id", { id: requestId })}</p>}
      </div>
      <div class="ways">
        {ways.map(({ label, act }, at) => (
          <button
            key={label}
            type="button"
            class={at === 0 ? "button primary" : "button plain"}
            onClick={() => {
              haptic("tap");
              act();
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

/** Leaves the call's screen for the conversation in writing, ready to write. */
export function toWriting(): void {
  call.clear();
  router.back();
  router.open("chat");
  // The field is there with the next picture.
  requestAnimationFrame(focusComposer);
}

/** Leaves the call's screen for the plans. */
export function toPlans(): void {
  call.clear();
  router.back();
  router.open("plans");
}
