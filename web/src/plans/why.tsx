/** Why the plan is as it is and until which day: a pearl a stretch on one line. */
import type { Me } from "../../../routes/schemas.ts";
import { Pearl } from "../parts/pearls.tsx";
import { rangeText } from "../payments/wording.ts";
import { calendar, member } from "../service.ts";
import { t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import { type Stretch, timelineOf } from "./timeline.ts";

function titleOf({ plan, from, until, when }: Stretch): string {
  if (when === "now") return t("app-plan-at-now", { plan });
  if (from === null) return plan;
  return t("app-plan-then", { plan, range: rangeText(calendar(), from, until, member.now()) });
}

function textOf({ why, until, when }: Stretch): string {
  if (why === "grace" && when === "later") return t("app-plan-grace-later");
  const reason = t("app-plan-why", { source: why });
  if (when === "past") return reason;
  if (when === "later") return t("app-plan-by-itself", { reason });
  const end = until === null
    ? t("app-plan-forever")
    : t("app-plan-until", { date: dateLabel(calendar(), until, member.now()) });
  return t("app-plan-reason", { reason, end });
}

export function Why({ me }: { me: Me }) {
  return (
    <section class="section">
      <h2>{t("app-plan-now")}</h2>
      <ol class="list way-line why">
        {timelineOf(me).map((stretch) => (
          <li
            key={`${stretch.plan} ${stretch.from}`}
            data-when={stretch.when}
            aria-current={stretch.when === "now" ? "true" : undefined}
          >
            <Pearl off={stretch.when !== "now"} />
            <span>
              <span class={stretch.when === "now" ? "head" : undefined}>{titleOf(stretch)}</span>
              <span class="second">{textOf(stretch)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
