/** A subscription in Stars: when it renews itself, how to end that, and how to take it back. */
import { useState } from "preact/hooks";
import type { SubscriptionView } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { showToast } from "../parts/toast.tsx";
import { errorText } from "../payments/error-text.ts";
import { subscription } from "../payments/mine.ts";
import { moneyText, stars } from "../payments/money.ts";
import { api, calendar, member } from "../service.ts";
import { ask, haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { dateLabel } from "../time.ts";

/** Asks before it ends the renewal; taking it back needs no question. */
async function change(to: "cancel" | "resume", until: string): Promise<void> {
  haptic("tap");
  const sure = to === "resume" || await ask({
    title: t("app-subscription-cancel-sure"),
    message: t("app-subscription-cancel-text", { date: until }),
    yes: t("app-subscription-cancel"),
    no: t("app-subscription-keep"),
  });
  if (!sure) return;
  try {
    subscription.set(
      await api.json<{ subscription: SubscriptionView | null }>(`/api/subscription/${to}`, {
        method: "POST",
      }),
    );
    showToast({
      icon: "check",
      text: t(to === "cancel" ? "app-subscription-ends" : "app-subscription-goes-on", {
        date: until,
      }),
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    haptic("error");
    showToast({ icon: "alert", text: errorText(error) });
  }
}

export function Subscription() {
  const [busy, set] = useState(false);
  const one = subscription.value.value?.subscription;
  if (!one) return null;
  const { name, state, renewsAt } = one, active = state === "active";
  const date = dateLabel(calendar(), renewsAt, member.now());
  return (
    <section class="section">
      <h2>{t("app-subscription")}</h2>
      <div class="list">
        <div class="row">
          <span class="row-words">
            <span>
              {t("app-subscription-what", {
                name,
                price: moneyText(stars(one.stars), language.value),
              })}
            </span>
            <span class="second">
              {t(active ? "app-subscription-renews" : "app-subscription-until", { date })}
            </span>
          </span>
          <button
            class={active ? "button small" : "button small tinted"}
            type="button"
            aria-busy={busy}
            disabled={busy}
            onClick={async () => {
              set(true);
              await change(active ? "cancel" : "resume", date).finally(() => set(false));
            }}
          >
            {t(active ? "app-subscription-cancel" : "app-subscription-resume")}
          </button>
        </div>
      </div>
    </section>
  );
}
