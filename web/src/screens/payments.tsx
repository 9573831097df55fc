/** Everything that was bought, the newest first: what it was, how it stands, what it cost. */
import { useState } from "preact/hooks";
import type { InvoiceView } from "../../../routes/schemas.ts";
import { RowWords } from "../parts/row.tsx";
import { State } from "../parts/state.tsx";
import { icon } from "../payments/icons.tsx";
import { invoices } from "../payments/mine.ts";
import { moneyText } from "../payments/money.ts";
import { ReceiptSheet } from "../payments/outcome.tsx";
import { Read, useReading } from "../payments/page.tsx";
import { openInvoiceScreen } from "../payments/place.ts";
import { offerText } from "../payments/wording.ts";
import { calendar, member, router } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { dateLabel } from "../time.ts";
import "../styles/fields.css";
import "../styles/payments.css";

/** States in which the member may have something to do. */
const UNFINISHED = new Set<InvoiceView["state"]>(["open", "short_waiting", "confirming"]);

function PaymentRow({ invoice, onReceipt }: { invoice: InvoiceView; onReceipt(): void }) {
  const { id, state, offer, isGift, price, createdAt, paidAt, refundable } = invoice;
  const what = isGift
    ? t("app-invoice-for-gift", { offer: offerText(offer, t) })
    : offerText(offer, t);
  const date = dateLabel(calendar(), paidAt ?? createdAt, member.now());
  const warm = UNFINISHED.has(state) || refundable;
  return (
    <li class="row-place payment">
      <button
        class="row"
        type="button"
        onClick={() => {
          haptic("tap");
          openInvoiceScreen(id);
        }}
      >
        <RowWords title={what} text={date} />
        <span class="end numbers payment-end">
          <span>{moneyText(price, language.value)}</span>
          <span class={warm ? "tag warm" : "caption"}>
            {t("app-payment-state", { state: refundable ? "refundable" : state })}
          </span>
        </span>
      </button>
      {state === "paid" && (
        <button
          class="icon-button"
          type="button"
          aria-label={t("app-receipt-of-what", { offer: what, date })}
          title={t("app-receipt-of")}
          onClick={() => {
            haptic("tap");
            onReceipt();
          }}
        >
          {icon("receipt", true)}
        </button>
      )}
    </li>
  );
}

function List({ all }: { all: readonly InvoiceView[] }) {
  const [receipt, show] = useState<InvoiceView | null>(null);
  if (all.length === 0) {
    return (
      <State
        title={t("app-payments-empty")}
        text={t("app-payments-empty-text")}
        action={{ label: t("app-payments-to-plans"), run: () => router.open("plans") }}
      />
    );
  }
  return (
    <>
      <section class="section">
        <ul class="list">
          {all.map((invoice) => (
            <PaymentRow
              key={invoice.id}
              invoice={invoice}
              onReceipt={() => show(invoice)}
            />
          ))}
        </ul>
      </section>
      {receipt && <ReceiptSheet invoice={receipt} onClose={() => show(null)} />}
    </>
  );
}

export default function Payments() {
  useReading(invoices);
  return (
    <main class="screen">
      <div class="column page">
        <h1 class="large">{t("app-payments")}</h1>
        <Read of={invoices} failed={t("app-payments-failed")}>
          {(all) => <List all={all} />}
        </Read>
      </div>
    </main>
  );
}
