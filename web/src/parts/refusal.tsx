/** Why the last words were not taken: used up, too fast, or something else said plainly. */
import type { Refusal } from "../chat/state.ts";
import { t } from "../texts.ts";
import { LimitCard, resetsText } from "./limit-card.tsx";
import { Note } from "./turns.tsx";

export function RefusalView({ refusal: { error } }: { refusal: Refusal }) {
  const { code, details } = error;
  if (code === "allowance_exhausted") {
    const title = t("app-limit-title", { kind: String(details.kind) });
    return <LimitCard title={title} text={resetsText(error, "app-limit-resets")} />;
  }
  const seconds = Number(details.retryAfterSeconds);
  return (
    <div class="hers">
      <Note icon="clock">
        {code === "rate_limited" && seconds > 0
          ? t("app-slow-down", { seconds: Math.ceil(seconds) })
          : error.message || t("app-not-sent")}
      </Note>
      {error.status >= 500 && error.requestId && (
        <p class="caption">{t("app-request-id", { id: error.requestId })}</p>
      )}
    </div>
  );
}
