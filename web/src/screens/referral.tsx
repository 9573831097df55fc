/** Inviting: a link, what both get for it, and what came of it so far. */
import type { ReferralView } from "../../../routes/schemas.ts";
import { Orb } from "../parts/orb.tsx";
import { State } from "../parts/state.tsx";
import { copy, ShareButton } from "../payments/copy.tsx";
import { icon } from "../payments/icons.tsx";
import { referral } from "../payments/mine.ts";
import { Read, useReading } from "../payments/page.tsx";
import { assistantName, router } from "../service.ts";
import { t } from "../texts.ts";
import "../styles/fields.css";
import "../styles/payments.css";

const FIGURES = ["invited", "paid", "earnedDays"] as const;

function View({ view }: { view: ReferralView }) {
  const { link, days, planName } = view;
  return (
    <>
      <section class="section">
        <div class="list invite">
          <Orb painted />
          <h2 class="title">{t("app-referral-offer", { plan: planName, days })}</h2>
          <p class="second">{t("app-referral-how")}</p>
          <p class="link-words" translate={false}>{link.replace(/^https:\/\//, "")}</p>
          <div class="gift-acts">
            <ShareButton
              url={link}
              words={t("app-referral-words", { assistant: assistantName() })}
            />
            <button class="button" type="button" onClick={() => void copy(link)}>
              {icon("copy", true)}
              {t("app-pay-copy-link")}
            </button>
          </div>
        </div>
      </section>
      <section class="section">
        <h2>{t("app-referral-so-far")}</h2>
        <dl class="list figures numbers">
          {FIGURES.map((name) => (
            <div key={name}>
              <dt class="caption">{t(`app-referral-${name}`, { count: view[name] })}</dt>
              <dd class="title">{view[name]}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

export default function Referral() {
  useReading(referral);
  const off = referral.failure.value?.status === 404;
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-referral")}</h1>
        {off
          ? (
            <State
              title={t("app-referral-off")}
              action={{ label: t("app-payments-to-plans"), run: () => router.open("plans") }}
            />
          )
          : (
            <Read of={referral} failed={t("app-referral-failed")}>
              {(view) => <View view={view} />}
            </Read>
          )}
      </div>
    </main>
  );
}
