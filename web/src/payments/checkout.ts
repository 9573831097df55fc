/**
 * Buying one thing: what is wished for, what it comes to, and the yes to exactly that.
 *
 * The quote that is shown is what is paid for: the service is told its price, and where it would be
 * another by now it answers with what it is, which is shown and asked about again.
 */
import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { InvoiceView, Purchase, Quote } from "../../../routes/schemas.ts";
import { type Api, ApiError } from "../api.ts";

/** Milliseconds the processor may take to make an invoice. */
const MAKING = 30_000;

/** Refusals of a code that another way or another recipient may not meet. */
const DEPENDS_ON_CHOICE = new Set<unknown>(["subscription", "currency", "offer"]);

export interface Checkout {
  /** What was chosen; `promoCode` is the code that is tried, taken or not. */
  wish: ReadonlySignal<Purchase>;
  /** What it comes to; null until it is known, and where it is not sold so. */
  quote: ReadonlySignal<Quote | null>;
  /** A quote is on its way; the one that is shown is of another wish. */
  asking: ReadonlySignal<boolean>;
  paying: ReadonlySignal<boolean>;
  /** Why there is no quote. */
  failure: ReadonlySignal<ApiError | null>;
  /** Why the code takes nothing off. */
  refusal: ReadonlySignal<ApiError | null>;
  /** The quote is not the one that was agreed to. */
  changed: ReadonlySignal<boolean>;
  /** Why no invoice was made. */
  unpaid: ReadonlySignal<ApiError | null>;
  /** Changes the wish and asks what it comes to. */
  choose(change: Partial<Purchase>): Promise<void>;
  /** Agrees to the quote that is shown. Null where nothing was bought: the signals say why. */
  confirm(): Promise<InvoiceView | null>;
}

const isRefusal = (error: ApiError) => error.code === "promo_refused";

/** A purchase without its code. */
const codeless = ({ promoCode: _, ...purchase }: Purchase): Purchase => purchase;

/** The purchase of one thing, from the first wish on; `choose({})` asks for the first quote. */
export function createCheckout(
  { api, wish: first }: { api: Pick<Api, "json">; wish: Purchase },
): Checkout {
  const wish = signal(first), quote = signal<Quote | null>(null);
  const asking = signal(false), paying = signal(false), changed = signal(false);
  const failure = signal<ApiError | null>(null), refusal = signal<ApiError | null>(null);
  const unpaid = signal<ApiError | null>(null);
  /** What the quote that is shown was asked for. */
  let quoted: Purchase | null = null;
  let latest = 0;

  const quoteOf = (purchase: Purchase) =>
    api.json<Quote>("/api/quotes", { method: "POST", body: purchase });

  function refuse(error: ApiError): void {
    refusal.value = error;
    if (!DEPENDS_ON_CHOICE.has(error.details.reason)) wish.value = codeless(wish.value);
  }

  /** Asks for the wish, and where its code is refused for the wish without it. */
  async function ask(): Promise<void> {
    const turn = ++latest, wished = wish.value;
    asking.value = true;
    let asked = wished, refused: ApiError | null = null, failed: ApiError | null = null;
    let answer: Quote | null = null;
    try {
      answer = await quoteOf(wished).catch((error) => {
        if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
        refused = error;
        asked = codeless(wished);
        return quoteOf(asked);
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failed = error;
    }
    if (turn !== latest) return;
    batch(() => {
      asking.value = false;
      quote.value = answer;
      failure.value = failed;
      if (refused) refuse(refused);
      else if (wished.promoCode) refusal.value = null;
    });
    quoted = asked;
  }

  /** What the service says against an invoice; a newer quote is shown in place of the old one. */
  async function objected(error: ApiError): Promise<void> {
    if (error.code === "quote_changed" && error.details.quote) {
      batch(() => {
        quote.value = error.details.quote as Quote;
        changed.value = true;
      });
    } else if (isRefusal(error)) {
      refuse(error);
      wish.value = codeless(wish.value);
      await ask();
      changed.value = true;
    } else unpaid.value = error;
  }

  return {
    wish,
    quote,
    asking,
    paying,
    failure,
    refusal,
    changed,
    unpaid,
    async choose(change) {
      batch(() => {
        wish.value = { ...wish.value, ...change };
        if ("promoCode" in change) refusal.value = null;
        changed.value = false;
        unpaid.value = null;
      });
      await ask();
    },
    async confirm() {
      const agreed = quote.value;
      if (!agreed || !quoted || asking.value || paying.value) return null;
      batch(() => {
        paying.value = true;
        changed.value = false;
        unpaid.value = null;
      });
      try {
        return await api.json<InvoiceView>("/api/invoices", {
          method: "POST",
          body: { ...quoted, price: agreed.price },
          deadline: MAKING,
        });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        await objected(error);
        return null;
      } finally {
        paying.value = false;
      }
    },
  };
}
