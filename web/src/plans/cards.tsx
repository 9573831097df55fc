/** The plans as cards: what each costs and gives, and the way to have it. */
import { useState } from "preact/hooks";
import type { Me, PlanView, Sale } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { Icon } from "../parts/icon.tsx";
import { Orb } from "../parts/orb.tsx";
import { Row } from "../parts/row.tsx";
import { showToast } from "../parts/toast.tsx";
import { errorText } from "../payments/error-text.ts";
import { type Item, packItem, planItem, waysOf } from "../payments/item.ts";
import { sale as saleResource } from "../payments/mine.ts";
import { api, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { includedIn, priceOf, starsOf } from "./plan-text.ts";

type Buy = (item: Item) => void;

/** Begins the trial; it costs nothing and ends by itself, so one tap is enough. */
async function beginTrial(): Promise<void> {
  try {
    await api.json<Me>("/api/trial", { method: "POST" });
    haptic("success");
    showToast({ icon: "check", text: t("app-trial-begun") });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    haptic("error");
    showToast({ icon: "alert", text: errorText(error) });
  }
  await Promise.all([member.refresh(), saleResource.load()]);
}

function Trial({ trial: { name, days } }: { trial: NonNullable<Sale["trial"]> }) {
  const [busy, set] = useState(false);
  return (
    <>
      <button
        class="button primary wide"
        type="button"
        aria-busy={busy}
        disabled={busy}
        onClick={async () => {
          haptic("tap");
          set(true);
          await beginTrial().finally(() => set(false));
        }}
      >
        {t("app-trial", { name, days })}
      </button>
      <p class="caption plan-note">{t("app-trial-text")}</p>
    </>
  );
}

interface PlanCardProps {
  plan: PlanView;
  sale: Sale | null;
  yours: boolean;
  onBuy: Buy;
}

/** Buying it, or going on with it; where there is a trial, that comes first. */
function Acts({ plan, sale, yours, onBuy }: PlanCardProps) {
  const item = planItem(plan), ways = item && sale ? waysOf(item, sale) : [];
  const trial = sale?.trial?.planId === plan.id ? sale.trial : null;
  const price = starsOf(plan, language.value);
  const inStars = ways.some((way) => way !== "crypto");
  if (!trial && ways.length === 0) return null;
  return (
    <footer>
      {trial && <Trial trial={trial} />}
      {item && ways.length > 0 && (
        <button
          class={trial ? "button wide" : "button primary wide"}
          type="button"
          onClick={() => {
            haptic("tap");
            onBuy(item);
          }}
        >
          {t(yours ? "app-plan-renew" : "app-plan-take", { name: plan.name })}
        </button>
      )}
      {inStars && price && priceOf(plan, language.value) && (
        <p class="caption plan-note numbers">{t("app-plan-or-stars", { price })}</p>
      )}
    </footer>
  );
}

function PlanCard(props: PlanCardProps) {
  const { plan, yours } = props;
  const price = priceOf(plan, language.value) ?? starsOf(plan, language.value);
  const paid = price !== null;
  return (
    <article class="plan" data-light={paid || undefined}>
      {paid && <Orb painted />}
      <header>
        <h3 class="head">{plan.name}</h3>
        {yours && <span class="tag">{t("app-plan-yours")}</span>}
      </header>
      <p class="price numbers">
        <b class="title">{price ?? t("app-plan-free")}</b>
        {paid && plan.periodDays && (
          <span class="muted">{t("app-plan-days", { days: plan.periodDays })}</span>
        )}
      </p>
      {plan.description && <p class="second">{plan.description}</p>}
      <ul>
        {includedIn(plan, t).map((line) => (
          <li key={line}>
            <Icon name="check" small />
            {line}
          </li>
        ))}
      </ul>
      <Acts {...props} />
    </article>
  );
}

/** What is sold first, then what everybody has. */
export function Cards(
  { plans, sale, current, onBuy }: {
    plans: readonly PlanView[];
    sale: Sale | null;
    current: string | undefined;
    onBuy: Buy;
  },
) {
  const sold = (plan: PlanView) => planItem(plan) !== null;
  const soldFirst = [...plans].sort((one, other) => Number(sold(other)) - Number(sold(one)));
  return (
    <div class="cards">
      {soldFirst.map((plan) => (
        <PlanCard
          key={plan.id}
          plan={plan}
          sale={sale}
          yours={plan.id === current}
          onBuy={onBuy}
        />
      ))}
    </div>
  );
}

/** Minutes that are sold beside the plans. */
export function Packs({ sale, onBuy }: { sale: Sale; onBuy: Buy }) {
  const packs = sale.packs.filter((pack) => waysOf(packItem(pack), sale).length > 0);
  if (packs.length === 0) return null;
  return (
    <section class="section">
      <h2>{t("app-packs")}</h2>
      <div class="list">
        {packs.map((pack) => (
          <Row
            key={pack.id}
            icon="plus"
            title={pack.name}
            text={pack.description ||
              t("app-pack-text", { minutes: pack.minutes, days: pack.days })}
            end={
              <span class="numbers">
                {priceOf(pack, language.value) ?? starsOf(pack, language.value)}
              </span>
            }
            leads
            onClick={() => onBuy(packItem(pack))}
          />
        ))}
      </div>
    </section>
  );
}
