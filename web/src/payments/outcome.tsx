/** What a paid invoice brought: access until a day, minutes, or a code to give away. */
import { useState } from "preact/hooks";
import type { GiftView, InvoiceView } from "../../../routes/schemas.ts";
import { Icon } from "../parts/icon.tsx";
import { Orb } from "../parts/orb.tsx";
import { Row } from "../parts/row.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { language, t } from "../texts.ts";
import { dateLabel, timeLabel } from "../time.ts";
import { copy, CopyButton, copyText, ShareButton } from "./copy.tsx";
import { icon } from "./icons.tsx";
import { moneyText } from "./money.ts";
import { networkName } from "./networks.ts";
import { isAhead } from "./invoice-steps.ts";
import { offerText, rangeText } from "./wording.ts";

/** A code that was bought, with the ways to hand it on. */
export function GiftCode(
  { gift, name, days }: { gift: Pick<GiftView, "code" | "link">; name: string; days: number },
) {
  return (
    <div class="gift-code">
      <div class="address-row">
        <div class="address-words">
          <p class="caption">{t("app-gift-code")}</p>
          <p class="address code" translate={false}>{gift.code}</p>
        </div>
        <CopyButton text={gift.code} label={t("app-gift-copy")} />
      </div>
      <div class="gift-acts">
        <ShareButton url={gift.link} words={t("app-gift-words", { name, days })} />
        <button class="button" type="button" onClick={() => void copy(gift.link)}>
          {icon("copy", true)}
          {t("app-pay-copy-link")}
        </button>
      </div>
    </div>
  );
}

/** What there is now, said first and large. */
function brought(invoice: InvoiceView): { title: string; text: string } {
  const { offer, access, isGift, gift } = invoice, now = member.now();
  if (isGift) {
    return {
      title: t("app-paid-gift"),
      text: t(gift?.redeemed ? "app-paid-gift-redeemed" : "app-paid-gift-text", {
        name: offer.name,
        days: offer.days,
      }),
    };
  }
  const until = access?.until ?? null;
  const date = until === null ? null : dateLabel(calendar(), until, now);
  if (offer.kind === "pack") {
    return {
      title: t("app-paid-pack", { minutes: offer.minutes ?? 0 }),
      text: date ? t("app-paid-until", { until: date }) : "",
    };
  }
  const ahead = isAhead(invoice, now);
  return {
    title: t(ahead ? "app-paid-plan-later" : "app-paid-plan", { name: offer.name }),
    text: ahead
      ? rangeText(calendar(), access!.from!, until, now)
      : date
      ? t("app-paid-until", { until: date })
      : "",
  };
}

export function Outcome({ invoice }: { invoice: InvoiceView }) {
  const { title, text } = brought(invoice), { gift, offer } = invoice;
  return (
    <section class="section">
      <div class="list outcome">
        <Orb painted />
        <h2 class="title">{title}</h2>
        {text && <p class="second">{text}</p>}
        {gift && !gift.redeemed && <GiftCode gift={gift} name={offer.name} days={offer.days} />}
      </div>
    </section>
  );
}

/** The lines of a receipt: what they are called, and what they say. */
export function receiptLines(invoice: InvoiceView): [name: string, value: string][] {
  const { id, offer, price, fullPrice, promoCode, credit, payment, access, paidAt } = invoice;
  const money = (sum: typeof price) => moneyText(sum, language.value, fullPrice);
  const at = paidAt ?? invoice.createdAt;
  const day = (at: number) => dateLabel(calendar(), at, member.now());
  const lines: [string, string | null | undefined | false][] = [
    // What came too short may have brought fewer days than the offer has.
    [t("app-receipt-what"), offerText({ ...offer, days: access?.days ?? offer.days }, t)],
    [
      t("app-receipt-date"),
      t("app-receipt-moment", { date: day(at), time: timeLabel(calendar(), at) }),
    ],
    [t("app-receipt-full"), (promoCode || credit) && money(fullPrice)],
    [t("app-receipt-code"), promoCode],
    [t("app-credit"), credit && `−${money(credit)}`],
    [t("app-receipt-sum"), money(price)],
    [t("app-receipt-came"), payment?.paid && invoice.way === "crypto" && money(payment.paid)],
    [t("app-receipt-back"), invoice.state === "refunded" && money(payment?.paid ?? price)],
    [t("app-coin-network"), payment?.network && networkName(payment.network)],
    [t("app-receipt-until"), access?.until ? day(access.until) : null],
    [t("app-receipt-transaction"), payment?.transaction],
    [t("app-receipt-id"), id],
  ];
  return lines.filter((line): line is [string, string] => Boolean(line[1]));
}

export function ReceiptSheet({ invoice, onClose }: { invoice: InvoiceView; onClose(): void }) {
  const lines = receiptLines(invoice), [copied, mark] = useState(false);
  return (
    <Sheet
      title={t("app-receipt-of")}
      onClose={onClose}
      action={
        <button
          class="button tinted"
          type="button"
          onClick={() =>
            // A toast would lie under the sheet.
            void copyText(lines.map(([name, value]) => `${name}: ${value}`).join("\n")).then(mark)}
        >
          {copied ? <Icon name="check" small /> : icon("copy", true)}
          <span role="status">{t(copied ? "app-pay-copied" : "app-receipt-copy")}</span>
        </button>
      }
    >
      <dl class="receipt-lines numbers">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt class="second">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

/** The way to the receipt of something that was paid. */
export function ReceiptRow({ invoice }: { invoice: InvoiceView }) {
  const [open, show] = useState(false);
  return (
    <section class="section">
      <div class="list">
        <Row
          icon={icon("receipt")}
          title={t("app-receipt-of")}
          text={moneyText(invoice.price, language.value)}
          leads
          onClick={() => show(true)}
        />
      </div>
      {open && (
        <ReceiptSheet
          invoice={invoice}
          onClose={() => {
            haptic("tap");
            show(false);
          }}
        />
      )}
    </section>
  );
}
