/** The plan: which one is in force, what is left of it, and what the others give. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AllowanceLeft, Me, PlanView } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { Icon } from "../parts/icon.tsx";
import { Orb } from "../parts/orb.tsx";
import { COUNTABLE, Meter, Pearls } from "../parts/pearls.tsx";
import { RowWords } from "../parts/row.tsx";
import { State } from "../parts/state.tsx";
import { api, calendar, member } from "../service.ts";
import { language, t } from "../texts.ts";
import { dateLabel, untilLabel } from "../time.ts";
import { includedIn, priceOf } from "./plan-text.ts";
import "./plan-words.ts";
import "../styles/list.css";
import "../styles/plans.css";

const plans = signal<PlanView[] | null>(null);
const failure = signal<ApiError | null>(null);

async function load(): Promise<void> {
  failure.value = null;
  try {
    plans.value = (await api.json<{ plans: PlanView[] }>("/api/plans")).plans;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failure.value = error;
  }
}

function Now({ me }: { me: Me }) {
  const { plan, until, reason, source } = me.access;
  const date = (at: number) => dateLabel(calendar(), at, member.now());
  const end = until === null ? t("app-plan-forever") : t("app-plan-until", { date: date(until) });
  const why = reason === "grace"
    ? t("app-plan-grace")
    : t("app-plan-why", { source: source ?? "free" });
  // What an older version of the app remembered of a member has nothing that waits.
  const waiting = me.access.waiting ?? [];
  return (
    <section class="section">
      <h2>{t("app-plan-now")}</h2>
      <div class="list">
        <p class="row">
          <span class="row-words">
            <span class="head">{plan.name}</span>
            <span class="second">{why}</span>
          </span>
          <span class="end">{end}</span>
        </p>
        {waiting.map(({ plan, from, until }) => (
          <p class="row" key={from}>
            {t("app-plan-then", { plan: plan.name })}
            <span class="end">
              {until === null
                ? t("app-plan-from", { from: date(from) })
                : t("app-plan-from-until", { from: date(from), until: date(until) })}
            </span>
          </p>
        ))}
      </div>
    </section>
  );
}

function AllowanceRow({ one }: { one: AllowanceLeft }) {
  if (one.per === "call") {
    return (
      <p class="row">
        {t("app-one-call")}
        <span class="end numbers">
          {one.limit === null ? t("app-endless") : t("app-one-call-minutes", { limit: one.limit })}
        </span>
      </p>
    );
  }
  const { left, limit, resetsAt } = one;
  const name = t(`app-${one.kind}`);
  const span = resetsAt === null
    ? t("app-in-period")
    : t("app-in-period-until", { date: dateLabel(calendar(), resetsAt, member.now()) });
  return (
    <div class="row">
      {one.per === "period" ? <RowWords title={name} text={span} /> : name}
      <span class="end numbers">
        {limit !== null && limit <= COUNTABLE && <Pearls left={left ?? 0} limit={limit} />}
        {limit === null || left === null ? t("app-endless") : t("app-left-of", { left, limit })}
      </span>
      {limit !== null && limit > COUNTABLE && <Meter left={left ?? 0} limit={limit} />}
    </div>
  );
}

function Left({ me }: { me: Me }) {
  const resets = me.allowances.filter(({ per }) => per === "day")
    .flatMap(({ resetsAt }) => resetsAt ?? []);
  const when = resets.length > 0 ? untilLabel(calendar(), Math.min(...resets), member.now()) : null;
  return (
    <section class="section">
      <h2>
        <span>{t("app-plan-left")}</span>
        {when && <span class="numbers">{t("app-resets", { when })}</span>}
      </h2>
      <div class="list">
        {me.allowances.map((one) => <AllowanceRow key={`${one.kind} ${one.per}`} one={one} />)}
      </div>
    </section>
  );
}

function PlanCard({ plan, yours }: { plan: PlanView; yours: boolean }) {
  const price = priceOf(plan, language.value), paid = price !== null;
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
    </article>
  );
}

function All({ current }: { current: string | undefined }) {
  if (plans.value) {
    const paidFirst = [...plans.value].sort((one, other) =>
      Number(priceOf(other, language.value) !== null) -
      Number(priceOf(one, language.value) !== null)
    );
    return (
      <>
        <div class="cards">
          {paidFirst.map((plan) => (
            <PlanCard key={plan.id} plan={plan} yours={plan.id === current} />
          ))}
        </div>
        <p class="soon second">{t("app-plans-soon")}</p>
      </>
    );
  }
  if (failure.value) {
    return (
      <State
        title={t("app-plans-failed")}
        text={failure.value.message}
        requestId={failure.value.requestId}
        action={{ label: t("app-retry"), run: () => void load() }}
      />
    );
  }
  return (
    <div class="cards" aria-busy="true">
      <i class="skeleton" style={{ height: "9rem", borderRadius: "16px" }} />
    </div>
  );
}

export default function Plans() {
  const me = member.me.value;
  const online = member.link.value === "online";
  useEffect(() => {
    if (!online) return;
    void load();
    void member.refresh();
  }, [online]);
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-plan")}</h1>
        {me && <Now me={me} />}
        {me && me.allowances.length > 0 && <Left me={me} />}
        <section class="section">
          <h2>{t("app-plans")}</h2>
          <All current={me?.access.plan.id} />
        </section>
      </div>
    </main>
  );
}
