/** Why the app cannot be used now, and what helps. */
import { State } from "../parts/state.tsx";
import type { Trouble as Reason } from "../member.ts";
import { member } from "../service.ts";
import { closeApp } from "../telegram.ts";
import { t } from "../texts.ts";

export function Trouble({ reason }: { reason: Reason }) {
  const { kind, message, requestId } = reason;
  const close = { label: t("app-close"), run: closeApp };
  const retry = { label: t("app-retry"), run: () => void member.connect() };
  return (
    <main class="screen">
      <div class="column">
        {kind === "refused"
          ? <State title={t("app-refused")} text={t("app-refused-text")} action={close} />
          : kind === "banned"
          ? <State title={t("app-banned")} text={t("app-banned-text")} action={close} />
          : (
            <State
              title={t("app-trouble")}
              text={message || t("app-trouble-text")}
              action={retry}
              requestId={requestId}
            />
          )}
      </div>
    </main>
  );
}
