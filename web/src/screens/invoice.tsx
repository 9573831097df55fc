/** One invoice: where to pay it, how far it has come, and what it brought. */
import { useEffect, useRef } from "preact/hooks";
import type { InvoiceView } from "../../../routes/schemas.ts";
import { ApiError } from "../api.ts";
import { isAway } from "../member.ts";
import { Icon } from "../parts/icon.tsx";
import { State } from "../parts/state.tsx";
import { showToast } from "../parts/toast.tsx";
import { againWith } from "../payments/again.ts";
import { Due, DueNote, OnItsWay } from "../payments/due.tsx";
import { errorText } from "../payments/error-text.ts";
import { createInvoiceWatch, type InvoiceWatch } from "../payments/invoice.ts";
import { isCheckable, isOver, isPayable, type Word, wordOf } from "../payments/invoice-steps.ts";
import { keepInvoice, knownInvoice } from "../payments/mine.ts";
import { moneyText } from "../payments/money.ts";
import { Outcome, ReceiptRow } from "../payments/outcome.tsx";
import { invoicePlace } from "../payments/place.ts";
import { RefundForm } from "../payments/refund-form.tsx";
import { Steps } from "../payments/steps.tsx";
import { offerText } from "../payments/wording.ts";
import { api, member, router } from "../service.ts";
import { ask, haptic, openLink } from "../telegram.ts";
import { openInvoice } from "../telegram-more.ts";
import { language, t } from "../texts.ts";
import "../payments/words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/payments.css";

function onState(invoice: InvoiceView): void {
  keepInvoice(invoice);
  if (invoice.state === "paid") haptic("success");
  if (invoice.access || invoice.state === "refunded") void member.refresh();
}

/** Watches an invoice while it is on the screen and the page is seen. */
function useInvoice(id: string): InvoiceWatch {
  const watch = useRef<InvoiceWatch>(null as unknown as InvoiceWatch);
  watch.current ??= createInvoiceWatch({
    api,
    id,
    known: knownInvoice(id),
    later(milliseconds, work) {
      const timer = setTimeout(work, milliseconds);
      return () => clearTimeout(timer);
    },
    onState,
  });
  const online = member.link.value === "online";
  useEffect(() => {
    const { start, stop } = watch.current;
    const follow = () => document.hidden || !online ? stop() : start();
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      stop();
    };
  }, [online]);
  return watch.current;
}

/** What has to be said of it, in her colour where something is to be done. */
function Notice({ word, invoice }: { word: Word; invoice: InvoiceView }) {
  const { payment, kept, access, price, offer } = invoice;
  const money = (sum: typeof price | null | undefined) => sum ? moneyText(sum, language.value) : "";
  const values = {
    paid: money(payment?.paid),
    asked: money(payment?.asked ?? price),
    owed: money(payment?.owed),
    kept: money(kept),
    price: money(price),
    days: access?.days ?? 0,
    name: offer.name,
  };
  return (
    <section class="section">
      <div class="pay-notice" data-warm={word !== "over" && word !== "late" || undefined}>
        <Icon
          name={word === "over" || word === "late" || word === "refunded" ? "check" : "alert"}
        />
        <div>
          <h2 class="head numbers">{t(`app-invoice-${word}`, values)}</h2>
          <p class="second numbers">{t(`app-invoice-${word}-text`, values)}</p>
        </div>
      </div>
    </section>
  );
}

/** Tells how a request for this invoice went wrong. */
async function tell(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    haptic("error");
    showToast({ icon: "alert", text: errorText(error) });
    return false;
  }
}

async function check(watch: InvoiceWatch): Promise<void> {
  haptic("tap");
  const before = watch.invoice.value?.state;
  if (!(await tell(watch.check())) || watch.invoice.value?.state !== before) return;
  showToast({ icon: "clock", text: t("app-invoice-not-yet") });
}

async function cancel(watch: InvoiceWatch): Promise<void> {
  haptic("tap");
  const sure = await ask({
    title: t("app-invoice-cancel-sure"),
    message: t("app-invoice-cancel-text"),
    yes: t("app-invoice-cancel"),
    no: t("app-invoice-cancel-no"),
    danger: true,
  });
  if (sure && await tell(watch.cancel())) {
    showToast({ icon: "check", text: t("app-invoice-cancelled") });
  }
}

async function payInTelegram(watch: InvoiceWatch, url: string): Promise<void> {
  haptic("tap");
  await openInvoice(url);
  watch.start();
}

/** What can be done about it, by the thumb. */
function Acts({ invoice, watch }: { invoice: InvoiceView; watch: InvoiceWatch }) {
  const { state, way, url, payment } = invoice, busy = watch.busy.value;
  const payable = isPayable(invoice), elsewhere = way === "crypto" && payable && !payment?.address;
  const checkable = isCheckable(invoice), closed = state === "expired" || state === "failed";
  const weight = closed ? "plain" : elsewhere || way === "stars" ? "tinted" : "primary";
  const toPage = () => {
    haptic("tap");
    openLink(url!);
  };
  const checking = (
    <button
      class={`button ${weight}`}
      type="button"
      aria-busy={busy === "check"}
      disabled={busy !== null}
      onClick={() => void check(watch)}
    >
      {t(busy === "check" ? "app-invoice-checking" : "app-invoice-check")}
    </button>
  );
  if (!checkable && !isOver(invoice)) return null;
  return (
    <footer class="pay-foot">
      {elsewhere && url && (
        <button class="button primary" type="button" onClick={toPage}>
          {t("app-invoice-to-page")}
          <Icon name="outward" small />
        </button>
      )}
      {way === "stars" && state === "open" && url && (
        <button
          class="button primary numbers"
          type="button"
          onClick={() => void payInTelegram(watch, url)}
        >
          {t("app-pay", { price: moneyText(invoice.price, language.value) })}
        </button>
      )}
      {isOver(invoice) && (
        <button
          class="button primary"
          type="button"
          onClick={() => {
            haptic("tap");
            againWith(invoice);
          }}
        >
          {t("app-invoice-again")}
        </button>
      )}
      {checkable && checking}
      {payable && (
        <div class="pay-pair">
          {way === "crypto" && !elsewhere && url && (
            <button class="button plain small" type="button" onClick={toPage}>
              {t("app-invoice-page")}
            </button>
          )}
          {state === "open" && (
            <button
              class="button plain small quiet"
              type="button"
              disabled={busy !== null}
              onClick={() => void cancel(watch)}
            >
              {t("app-invoice-cancel")}
            </button>
          )}
        </div>
      )}
    </footer>
  );
}

function Waiting() {
  return (
    <section class="section" aria-busy="true">
      <div class="list">
        <div class="row">
          <i class="skeleton" style={{ width: "8rem", height: "8rem", borderRadius: "14px" }} />
          <i class="skeleton" style={{ width: "34%", height: "2rem" }} />
        </div>
        <div class="row">
          <i class="skeleton" style={{ width: "82%", height: "1.1rem" }} />
        </div>
      </div>
    </section>
  );
}

/** There is none by that name, or it is another member's. */
function Gone() {
  return (
    <State
      title={t("app-invoice-gone")}
      text={t("app-invoice-gone-text")}
      action={{ label: t("app-payments"), run: () => router.open("payments") }}
    />
  );
}

/** Why it is not here: not there at all, or not to be reached. */
function Missing({ watch }: { watch: InvoiceWatch }) {
  const failure = watch.failure.value;
  if (!failure && !isAway(member.link.value)) return <Waiting />;
  if (failure?.status === 404) return <Gone />;
  return (
    <State
      title={t("app-invoice-unread")}
      text={failure ? errorText(failure) : t("app-pay-offline")}
      requestId={failure?.requestId}
      action={{ label: t("app-retry"), run: () => watch.start() }}
    />
  );
}

/** What a screen reader is told when it changes. */
function Said({ invoice }: { invoice: InvoiceView }) {
  return (
    <p class="unseen" role="status">
      {t("app-invoice-said", { state: invoice.state, name: invoice.offer.name })}
    </p>
  );
}

function Body({ watch }: { watch: InvoiceWatch }) {
  const invoice = watch.invoice.value;
  if (!invoice) return <Missing watch={watch} />;
  const word = wordOf(invoice), paid = invoice.state === "paid";
  return (
    <>
      <Said invoice={invoice} />
      {paid && <Outcome invoice={invoice} />}
      {word && <Notice word={word} invoice={invoice} />}
      {invoice.way === "crypto" && isPayable(invoice) && (
        <section class="section">
          <Due invoice={invoice} />
          <DueNote invoice={invoice} />
        </section>
      )}
      {invoice.way === "crypto" && invoice.state === "confirming" && (
        <section class="section">
          <OnItsWay invoice={invoice} />
        </section>
      )}
      {invoice.refundable && <RefundForm invoice={invoice} watch={watch} />}
      <section class="section">
        <Steps invoice={invoice} />
      </section>
      {(paid || invoice.state === "refunded") && <ReceiptRow invoice={invoice} />}
      <Acts invoice={invoice} watch={watch} />
    </>
  );
}

function One({ id }: { id: string }) {
  const watch = useInvoice(id), invoice = watch.invoice.value;
  return (
    <div class="column page invoice">
      <h1 class="large">{t("app-invoice")}</h1>
      {invoice && (
        <p class="second">
          {invoice.isGift
            ? t("app-invoice-for-gift", { offer: offerText(invoice.offer, t) })
            : offerText(invoice.offer, t)}
        </p>
      )}
      <Body watch={watch} />
    </div>
  );
}

export default function Invoice() {
  const id = invoicePlace.value;
  return (
    <main class="screen">
      {id === null
        ? (
          <div class="column">
            <Gone />
          </div>
        )
        : <One key={id} id={id} />}
    </main>
  );
}
