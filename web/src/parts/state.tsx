/** A sentence in place of what could not be shown, with what to do about it. */
import type { ComponentChildren } from "preact";
import { t } from "../texts.ts";
import { Pearl } from "./pearls.tsx";

interface StateProps {
  title: string;
  text?: string;
  action?: { label: string; run: () => void };
  /** Shown for support, when the service gave one. */
  requestId?: string | null;
  children?: ComponentChildren;
}

export function State({ title, text, action, requestId, children }: StateProps) {
  return (
    <div class="state" role="status">
      <Pearl off />
      <h2 class="head">{title}</h2>
      {text && <p class="second">{text}</p>}
      {children}
      {action && (
        <button class="button tinted" type="button" onClick={action.run}>{action.label}</button>
      )}
      {requestId && <p class="caption">{t("app-request-id", { id: requestId })}</p>}
    </div>
  );
}
