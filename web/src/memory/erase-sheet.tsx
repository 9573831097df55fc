/** Erasing everything: what goes, what stays, and two yeses before it is done. */
import { useState } from "preact/hooks";
import type { ErasureReceipt } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { receipt } from "../erased.ts";
import { Icon } from "../parts/icon.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { api, session } from "../service.ts";
import { ask, haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { forgetMember } from "./forget.ts";

/** Milliseconds an erasure may take; what a member has is removed in one go. */
const DEADLINE = 120_000;

const GOES = ["talks", "facts", "settings", "device"] as const;
const STAYS = ["chat", "usage", "ban"] as const;

function Lines({ title, of, icon }: { title: string; of: readonly string[]; icon: string }) {
  return (
    <>
      <h3 class="head">{title}</h3>
      <ul class="lines">
        {of.map((line) => (
          <li key={line}>
            <Icon name={icon} small />
            {line}
          </li>
        ))}
      </ul>
    </>
  );
}

export function EraseSheet({ onClose }: { onClose(): void }) {
  const [erasing, erase] = useState(false), [error, fail] = useState<ApiError | null>(null);

  async function run(): Promise<void> {
    const sure = await ask({
      title: t("app-erase-sure"),
      message: t("app-erase-sure-text"),
      yes: t("app-erase-yes"),
      no: t("app-erase-no"),
      danger: true,
    });
    if (!sure) return;
    fail(null);
    erase(true);
    try {
      const erased = await api.json<ErasureReceipt>("/api/me/erasure", {
        method: "POST",
        body: { confirm: "erase" },
        deadline: DEADLINE,
      });
      session.end();
      forgetMember();
      receipt.value = erased;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      haptic("error");
      fail(error);
      erase(false);
    }
  }

  return (
    <Sheet
      title={t("app-erase")}
      onClose={onClose}
      held={erasing}
      action={
        <>
          {error && (
            <p class="wrong second" role="alert">
              {error.message || t("app-erase-failed")}
              {error.requestId && ` ${t("app-request-id", { id: error.requestId })}`}
            </p>
          )}
          <button
            class="button danger-fill"
            type="button"
            aria-busy={erasing}
            disabled={erasing}
            onClick={() => void run()}
          >
            {t(erasing ? "app-erasing" : "app-erase-button")}
          </button>
        </>
      }
    >
      <p>{t("app-erase-text")}</p>
      <Lines
        title={t("app-erase-goes")}
        icon="trash"
        of={GOES.map((one) => t(`app-goes-${one}`))}
      />
      <Lines
        title={t("app-erase-stays")}
        icon="check"
        of={STAYS.map((one) => t(`app-stays-${one}`))}
      />
    </Sheet>
  );
}
