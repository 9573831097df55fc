/** The codes that were bought for others: each with the ways to hand it on, and what became of it. */
import type { GiftView } from "../../../routes/schemas.ts";
import { State } from "../parts/state.tsx";
import { toGift } from "../payments/again.ts";
import { icon } from "../payments/icons.tsx";
import { gifts } from "../payments/mine.ts";
import { GiftCode } from "../payments/outcome.tsx";
import { Read, useReading } from "../payments/page.tsx";
import { calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import "../styles/fields.css";
import "../styles/payments.css";

function Gift({ gift }: { gift: GiftView }) {
  const { name, days, boughtAt, redeemedAt } = gift;
  const date = (at: number) => dateLabel(calendar(), at, member.now());
  return (
    <li class="list gift">
      <header class="gift-head">
        <h2 class="head">{t("app-gift-what", { name, days })}</h2>
        <span class={redeemedAt === null ? "tag warm" : "tag"}>
          {t(redeemedAt === null ? "app-gift-waits" : "app-gift-redeemed")}
        </span>
      </header>
      <p class="second">
        {t("app-gift-bought", { date: date(boughtAt) })}
        {redeemedAt !== null && ` ${t("app-gift-redeemed-at", { date: date(redeemedAt) })}`}
      </p>
      {redeemedAt === null && <GiftCode gift={gift} name={name} days={days} />}
    </li>
  );
}

function All({ all }: { all: readonly GiftView[] }) {
  if (all.length === 0) {
    return (
      <State
        title={t("app-gifts-empty")}
        text={t("app-gifts-empty-text")}
        action={{ label: t("app-gifts-buy"), run: toGift }}
      />
    );
  }
  return (
    <section class="section">
      <ul class="gifts">
        {all.map((gift) => <Gift key={gift.code} gift={gift} />)}
      </ul>
      <button
        class="button tinted wide buy-another"
        type="button"
        onClick={() => {
          haptic("tap");
          toGift();
        }}
      >
        {icon("gift", true)}
        {t("app-gifts-buy")}
      </button>
    </section>
  );
}

export default function Gifts() {
  useReading(gifts);
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-gifts")}</h1>
        <p class="second">{t("app-gifts-text")}</p>
        <Read of={gifts} failed={t("app-gifts-failed")}>{(all) => <All all={all} />}</Read>
      </div>
    </main>
  );
}
