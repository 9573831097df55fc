/** The plan: what is left of it, why it is as it is, and all that can be had and given. */
import { useEffect, useState } from "preact/hooks";
import type { PlanView, Redeemed, Sale } from "../../../routes/schemas.ts";
import { Row } from "../parts/row.tsx";
import { heldCode, wanted } from "../payments/again.ts";
import { CheckoutSheet } from "../payments/checkout-sheet.tsx";
import { icon } from "../payments/icons.tsx";
import { type Item, packItem, planItem, waysOf } from "../payments/item.ts";
import { type Followed, followedCode } from "../payments/links.ts";
import { invoices, plans, sale, subscription } from "../payments/mine.ts";
import { moneyText } from "../payments/money.ts";
import { Read, useReading } from "../payments/page.tsx";
import { openInvoiceScreen } from "../payments/place.ts";
import { Cards, Packs } from "../plans/cards.tsx";
import { Left } from "../plans/left.tsx";
import { FollowedSheet, PromoSection } from "../plans/promo.tsx";
import { Subscription } from "../plans/subscription.tsx";
import { Why } from "../plans/why.tsx";
import { member, router } from "../service.ts";
import { launch } from "../telegram.ts";
import { language, t } from "../texts.ts";
import "../plans/words.ts";
import "../payments/words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/plans.css";
import "../styles/payments.css";

/** What is sold now. */
function itemsOf(plans: readonly PlanView[], sale: Sale): Item[] {
  return [...plans.flatMap((plan) => planItem(plan) ?? []), ...sale.packs.map(packItem)]
    .filter((item) => waysOf(item, sale).length > 0);
}

/** What a code is for, where that is one thing, or one plan among packs. */
function itemFor(items: readonly Item[], redeemed: Redeemed | null): Item | undefined {
  const fit = items.filter(({ id }) => redeemed?.offers?.includes(id) ?? true);
  const fitPlans = fit.filter(({ kind }) => kind === "plan");
  return fit.length === 1 ? fit[0] : fitPlans.length === 1 ? fitPlans[0] : undefined;
}

/** An invoice that waits for its money. */
function OpenInvoice() {
  const open = invoices.value.value?.find(({ state, way }) =>
    way === "crypto" && (state === "open" || state === "short_waiting" || state === "confirming")
  );
  if (!open) return null;
  const price = open.payment?.owed ?? open.price;
  return (
    <section class="section">
      <div class="list">
        <Row
          icon="clock"
          title={t("app-plan-invoice", { name: open.offer.name })}
          text={t("app-plan-invoice-text", {
            state: open.state,
            price: moneyText(price, language.value),
          })}
          leads
          onClick={() => openInvoiceScreen(open.id)}
        />
      </div>
    </section>
  );
}

/** The ways to everything else that has to do with money. */
function Ways({ on }: { on: Sale | null }) {
  return (
    <section class="section">
      <div class="list">
        {on?.gifts && (
          <Row
            icon={icon("gift")}
            title={t("app-plan-gifts")}
            leads
            onClick={() => router.open("gifts")}
          />
        )}
        {typeof on?.referralDays === "number" && (
          <Row
            icon={icon("people")}
            title={t("app-plan-referral")}
            text={t("app-plan-referral-text", { days: on.referralDays })}
            leads
            onClick={() => router.open("referral")}
          />
        )}
        <Row
          icon={icon("receipt")}
          title={t("app-plan-payments")}
          leads
          onClick={() => router.open("payments")}
        />
      </div>
    </section>
  );
}

interface Buying {
  item: Item;
  gift: boolean;
}

/** What is being bought, also where another page or a link asked for it. */
function useBuying() {
  const [buying, buy] = useState<Buying | null>(null);
  const known = plans.value.value, on = sale.value.value, want = wanted.value;
  const items = known && on ? itemsOf(known, on) : null;
  useEffect(() => {
    if (!items || !want) return;
    const { offer, gift } = want;
    wanted.value = null;
    const named = items.find(({ kind, name }) => kind === offer?.kind && name === offer.name);
    const item = named ?? (offer ? undefined : itemFor(items, null));
    if (item) buy({ item, gift });
  }, [items !== null, want]);
  const withCode = (redeemed: Redeemed) => {
    const item = items && itemFor(items, redeemed);
    if (item) buy({ item, gift: false });
  };
  return { buying, buy, withCode };
}

/** A code in the link that opened the app; not again after a reload that kept the page. */
const opened: Followed | null = history.state === null ? followedCode(launch.startParam) : null;
let offered = false;

export default function Plans() {
  const me = member.me.value, on = sale.value.value;
  const { buying, buy, withCode } = useBuying();
  const [followed, follow] = useState<Followed | null>(offered ? null : opened);
  useReading(plans, sale, invoices, subscription);
  const online = member.link.value === "online";
  useEffect(() => {
    if (online) void member.refresh();
  }, [online]);
  useEffect(() => void (offered = true), []);
  const onBuy = (item: Item) => buy({ item, gift: false });
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-plan")}</h1>
        <OpenInvoice />
        {me && me.allowances.length > 0 && <Left me={me} />}
        {me && <Why me={me} />}
        <Subscription />
        <section class="section">
          <h2>{t("app-plans")}</h2>
          <Read
            of={plans}
            failed={t("app-plans-failed")}
            waiting={
              <div class="cards" aria-busy="true">
                <i class="skeleton" style={{ height: "9rem", borderRadius: "16px" }} />
              </div>
            }
          >
            {(all) => <Cards plans={all} sale={on} current={me?.access.plan.id} onBuy={onBuy} />}
          </Read>
          <SaleTrouble />
        </section>
        {on && <Packs sale={on} onBuy={onBuy} />}
        <PromoSection onDiscount={withCode} />
        <Ways on={on} />
      </div>
      {buying && on && (
        <CheckoutSheet
          item={buying.item}
          gift={buying.gift}
          sale={on}
          code={heldCode.value ?? undefined}
          onClose={() => buy(null)}
        />
      )}
      {followed && (
        <FollowedSheet
          followed={followed}
          onDiscount={withCode}
          onClose={() => {
            follow(null);
            // The stack is written down, so that a reload does not offer the code again.
            router.open("plans");
          }}
        />
      )}
    </main>
  );
}

/** What is sold could not be read while the plans themselves were. */
function SaleTrouble() {
  if (!sale.failure.value || sale.value.value || !plans.value.value) return null;
  return (
    <p class="caption sale-trouble" role="status">
      {t("app-sale-failed")}{" "}
      <button class="button plain small" type="button" onClick={() => void sale.load()}>
        {t("app-retry")}
      </button>
    </p>
  );
}
