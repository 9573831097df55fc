/** Telegram's sheet on which a member pays in Stars. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { StarsOffer } from "../telegram.ts";
import { host } from "./app.ts";
import { Icon } from "./icons.tsx";
import { server } from "./server.ts";
import { language, member, refresh, state, words } from "./store.ts";
import { LOCALES, starsText } from "./words.ts";

/** Seconds of the one period that Telegram takes. */
const MONTH = 2_592_000;

/** Lies over the app while an invoice is open. */
export function StarsSheet() {
  const { dialog } = host.frame.value;
  if (dialog?.kind !== "invoice") return null;
  return <Sheet key={dialog.slug} slug={dialog.slug} />;
}

function Sheet({ slug }: { slug: string }) {
  const offer = useSignal<StarsOffer | null>(null);
  const paying = useSignal(false);
  const failure = useSignal<string | null>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const say = words.value;
  const who = member.value;

  const load = async () => {
    try {
      if (who) offer.value = await server.starsOffer(who.id, slug);
    } catch (error) {
      failure.value = messageOf(error);
    }
  };
  useEffect(() => void load(), [slug]);
  useEffect(() => sheet.current?.focus(), []);

  const close = () => {
    if (!paying.value) host.closeInvoice(failure.value === null ? "cancelled" : "failed");
  };
  const pay = async () => {
    if (!who || paying.value) return;
    paying.value = true;
    failure.value = null;
    try {
      const payment = await server.payStars(who.id, slug);
      if (payment.status === "paid") return host.closeInvoice("paid");
      failure.value = reasonText(payment.reason);
    } catch (error) {
      failure.value = messageOf(error);
    } finally {
      paying.value = false;
      await refresh();
    }
  };
  const topUp = async (missing: number) => {
    if (!who) return;
    await server.topUpStars(who.id, missing);
    await load();
  };

  return (
    <div
      class="veil from-below"
      onClick={(event) => event.target === event.currentTarget && close()}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <div
        class="stars-sheet"
        role="dialog"
        aria-modal="true"
        aria-label={say.starsConfirm}
        tabIndex={-1}
        ref={sheet}
      >
        <header>
          <button
            type="button"
            class="icon-button"
            aria-label={say.close}
            disabled={paying.value}
            onClick={close}
          >
            <Icon name="close" />
          </button>
          {offer.value && <Balance stars={offer.value.balance} />}
        </header>
        <span class="big-star" aria-hidden="true">★</span>
        <h2>{say.starsConfirm}</h2>
        {offer.value && <Offer offer={offer.value} />}
        {failure.value !== null && <p class="failure" role="alert">{failure.value}</p>}
        {offer.value && (
          <PayButton offer={offer.value} busy={paying.value} onPay={pay} onTopUp={topUp} />
        )}
      </div>
    </div>
  );
}

function Balance({ stars }: { stars: number }) {
  return (
    <p class="stars-balance">
      <small>{words.value.starsBalance}</small>
      <b>★ {new Intl.NumberFormat(LOCALES[language.value]).format(stars)}</b>
    </p>
  );
}

function Offer({ offer }: { offer: StarsOffer }) {
  const say = words.value;
  const bot = state.value?.bot?.first_name ?? "";
  const price = starsText(offer.stars, language.value);
  const question = offer.period === null ? say.starsAsk : say.starsAskMonthly;
  return (
    <>
      <p class="stars-question">
        {question.replace("{title}", offer.title).replace("{bot}", bot).replace("{price}", price)}
      </p>
      <p class="stars-description">{offer.description}</p>
      {offer.period === MONTH && <p class="stars-terms">{say.starsRenews}</p>}
    </>
  );
}

function PayButton(
  { offer, busy, onPay, onTopUp }: {
    offer: StarsOffer;
    busy: boolean;
    onPay: () => Promise<void>;
    onTopUp: (missing: number) => Promise<void>;
  },
) {
  const say = words.value;
  const missing = offer.stars - offer.balance;
  const price = new Intl.NumberFormat(LOCALES[language.value]).format(offer.stars);
  if (missing > 0) {
    return (
      <>
        <p class="failure">
          {say.starsMissing.replace("{price}", starsText(missing, language.value))}
        </p>
        <button type="button" class="wide-button pay" onClick={() => void onTopUp(missing)}>
          {say.starsTopUp}
        </button>
      </>
    );
  }
  const label = offer.period === null ? say.starsPay : say.starsSubscribe;
  return (
    <button
      type="button"
      class="wide-button pay"
      aria-busy={busy}
      disabled={busy}
      onClick={() => void onPay()}
    >
      {busy
        ? <i class="spinner" aria-label={say.starsPaying} />
        : label.replace("{price}", `★ ${price}`)}
    </button>
  );
}

/** What the bot said, or what Telegram means by its own word. */
function reasonText(reason: string): string {
  const say = words.value;
  const known: Record<string, string> = {
    BOT_PRECHECKOUT_TIMEOUT: say.starsTimeout,
    BALANCE_TOO_LOW: say.starsTooFew,
    SUBSCRIPTION_ALREADY_ACTIVE: say.starsSubscribed,
  };
  return known[reason] ?? reason;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
