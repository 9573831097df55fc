/** Buying: what it is and until when, what it costs and why, how it is paid, and one yes to all that. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { InvoiceView, Purchase, Quote, Sale } from "../../../routes/schemas.ts";
import { Icon } from "../parts/icon.tsx";
import { Sheet } from "../parts/sheet.tsx";
import { api, calendar, member } from "../service.ts";
import { haptic } from "../telegram.ts";
import { type InvoiceStatus, openInvoice } from "../telegram-more.ts";
import { language, t } from "../texts.ts";
import { type Checkout, createCheckout } from "./checkout.ts";
import { CodeField } from "./code-field.tsx";
import { errorText } from "./error-text.ts";
import { keepInvoice } from "./mine.ts";
import { isNothing, moneyText } from "./money.ts";
import { openInvoiceScreen } from "./place.ts";
import { Ways } from "./ways.tsx";
import { changeText, offerText } from "./wording.ts";
import { askToWrite } from "./write-access.ts";
import type { Item } from "./item.ts";
import { waysOf } from "./item.ts";
import "./words.ts";
import "../styles/list.css";
import "../styles/fields.css";
import "../styles/payments.css";

interface CheckoutSheetProps {
  item: Item;
  sale: Sale;
  /** A code that was entered before. */
  code?: string;
  gift?: boolean;
  onClose(): void;
}

/** For oneself or for another. */
function Recipient({ gift, onChoose }: { gift: boolean; onChoose(gift: boolean): void }) {
  return (
    <div class="segments" role="radiogroup" aria-label={t("app-for-whom")}>
      {[false, true].map((value) => (
        <label class="segment" key={String(value)}>
          <input
            type="radio"
            name="recipient"
            checked={gift === value}
            onChange={() => {
              haptic("tap");
              onChoose(value);
            }}
          />
          <span>{t(value ? "app-for-another" : "app-for-me")}</span>
        </label>
      ))}
    </div>
  );
}

/** The lines that the sum is made of; a single line where nothing is taken off. */
function Sum({ quote, onRemove }: { quote: Quote; onRemove(): void }) {
  const { fullPrice, promo, credit, price, offer } = quote;
  const money = (sum: typeof price) => moneyText(sum, language.value, fullPrice);
  return (
    <dl class="sum numbers">
      {(promo || credit) && (
        <div class="sum-line">
          <dt>{offer.name}</dt>
          <dd>{money(fullPrice)}</dd>
        </div>
      )}
      {promo && (
        <div class="sum-line">
          <dt>
            <span>{t("app-code-named", { code: promo.code })}</span>
            {promo.percent !== null && (
              <span class="tag warm">
                {t("app-code-percent", { percent: promo.percent })}
              </span>
            )}
            <button
              class="icon-button remove"
              type="button"
              aria-label={t("app-code-remove", { code: promo.code })}
              onClick={() => {
                haptic("tap");
                onRemove();
              }}
            >
              <Icon name="close" small />
            </button>
          </dt>
          <dd>{`−${money(promo.off)}`}</dd>
        </div>
      )}
      {credit && (
        <div class="sum-line">
          <dt>{t("app-credit")}</dt>
          <dd>{`−${money(credit)}`}</dd>
        </div>
      )}
      <div class="sum-line total">
        <dt>{t("app-to-pay")}</dt>
        <dd>{isNothing(price) ? t("app-for-nothing") : money(price)}</dd>
      </div>
    </dl>
  );
}

/** What follows from the yes, said before it. */
function Note({ quote }: { quote: Quote }) {
  const { offer, way, gift, renews, price } = quote;
  const what = gift ? "gift" : offer.kind;
  const note = isNothing(price)
    ? t("app-note-nothing", { what, name: offer.name })
    : renews
    ? t("app-note-renews", { days: offer.days, price: moneyText(price, language.value) })
    : t(way === "crypto" ? "app-note-crypto" : "app-note-stars", { what, name: offer.name });
  return <p class="caption">{note}</p>;
}

function Promo({ checkout, code }: { checkout: Checkout; code: string | undefined }) {
  const [open, show] = useState(code !== undefined);
  const { promoCode } = checkout.wish.value, refusal = checkout.refusal.value;
  if (checkout.quote.value?.promo && !refusal) return null;
  if (!open && !refusal) {
    return (
      <button
        class="button plain small has-code"
        type="button"
        onClick={() => {
          haptic("tap");
          show(true);
        }}
      >
        {t("app-code-have")}
      </button>
    );
  }
  return (
    <CodeField
      initial={promoCode ?? code}
      focus={code === undefined}
      busy={checkout.asking.value && promoCode !== undefined}
      refusal={refusal && errorText(refusal)}
      onApply={(promoCode) => void checkout.choose({ promoCode })}
    />
  );
}

/** The page of the invoice that was just paid, or is to be. */
function goTo(invoice: InvoiceView, status: InvoiceStatus | null): void {
  keepInvoice(invoice);
  if (invoice.state === "paid") {
    haptic("success");
    void member.refresh();
  }
  openInvoiceScreen(invoice.id);
  if (status === null || status === "paid") void askToWrite();
}

/** The yes: an invoice is made, and Telegram's own sheet shown where it is in Stars. */
function usePaying(checkout: Checkout) {
  const [left, leave] = useState<InvoiceStatus | null>(null);
  const [inTelegram, show] = useState(false);
  const [bought, finish] = useState<{ invoice: InvoiceView; status: InvoiceStatus | null } | null>(
    null,
  );
  async function pay(): Promise<void> {
    haptic("tap");
    leave(null);
    const invoice = await checkout.confirm();
    if (!invoice) return haptic("error");
    if (invoice.way !== "stars" || invoice.state !== "open" || !invoice.url) {
      return finish({ invoice, status: null });
    }
    show(true);
    const status = await openInvoice(invoice.url);
    show(false);
    if (status === "paid" || status === "pending") return finish({ invoice, status });
    keepInvoice(invoice);
    leave(status);
  }
  return { pay, left, bought, busy: checkout.paying.value || inTelegram };
}

/** Why there is no sum yet, or why nothing was bought. */
function Trouble({ checkout, left }: { checkout: Checkout; left: InvoiceStatus | null }) {
  const error = checkout.failure.value ?? checkout.unpaid.value;
  const text = error
    ? errorText(error)
    : checkout.changed.value
    ? t("app-quote-changed")
    : left && t(left === "failed" ? "app-stars-failed" : "app-stars-cancelled");
  return (
    <p class="second" role="status">
      {text && <span class={error ? "wrong" : "changed"}>{text}</span>}
      {error && error.status >= 500 && error.requestId &&
        ` ${t("app-request-id", { id: error.requestId })}`}
    </p>
  );
}

export function CheckoutSheet({ item, sale, code, gift = false, onClose }: CheckoutSheetProps) {
  const ways = waysOf(item, sale);
  const first: Purchase = {
    offer: item.id,
    way: ways[0] ?? "crypto",
    gift,
    coin: sale.coins[0],
    promoCode: code,
  };
  const checkout = useRef<Checkout>(null as unknown as Checkout);
  checkout.current ??= createCheckout({ api, wish: first });
  const { choose, wish, quote, asking, failure } = checkout.current;
  const { pay, left, bought, busy } = usePaying(checkout.current);
  useEffect(() => void choose({}), []);

  const shown = quote.value, wished = wish.value;
  const offered = gift || wished.gift ? ways.filter((way) => way !== "stars_subscription") : ways;
  const price = shown &&
    (isNothing(shown.price)
      ? t("app-get")
      : t("app-pay", { price: moneyText(shown.price, language.value, shown.fullPrice) }));
  return (
    <Sheet
      title={offerText(item, t)}
      held={busy}
      done={bought !== null}
      onClose={() => {
        onClose();
        if (bought) goTo(bought.invoice, bought.status);
      }}
      action={
        <>
          <Trouble checkout={checkout.current} left={left} />
          {failure.value && !shown && failure.value.passing
            ? (
              <button class="button tinted" type="button" onClick={() => void choose({})}>
                {t("app-retry")}
              </button>
            )
            : (
              <button
                class="button primary numbers"
                type="button"
                aria-busy={busy || asking.value}
                disabled={!shown || busy || asking.value}
                onClick={() => void pay()}
              >
                {busy ? t("app-paying") : price ?? t("app-counting")}
              </button>
            )}
        </>
      }
    >
      <p class="second change" role="status" aria-busy={asking.value}>
        {shown
          ? changeText(shown, {
            access: member.me.value?.access,
            calendar: calendar(),
            now: member.now(),
          })
          : <i class="skeleton" style={{ width: "72%", height: "1.1rem" }} />}
      </p>
      {sale.gifts && (
        <Recipient
          gift={wished.gift}
          onChoose={(gift) =>
            void choose({
              gift,
              way: gift && wished.way === "stars_subscription" ? "stars" : wished.way,
            })}
        />
      )}
      <div aria-busy={asking.value || undefined} class="quoted">
        {shown && <Sum quote={shown} onRemove={() => void choose({ promoCode: undefined })} />}
      </div>
      <Promo checkout={checkout.current} code={code} />
      {!(shown && isNothing(shown.price)) && (
        <Ways
          item={item}
          sale={sale}
          ways={offered}
          wish={wished}
          onChoose={(change) => void choose(change)}
        />
      )}
      {shown && <Note quote={shown} />}
    </Sheet>
  );
}
