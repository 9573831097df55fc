/** What is asked of invoices, and what they answer. */
import type { Coin } from "../db/invoices.ts";
import type { Transaction } from "../db/tx.ts";
import type { Change, ChangeKind } from "../domain/change.ts";
import type { InvoiceOffer, InvoiceState } from "../domain/invoice.ts";
import type { Money } from "../domain/money.ts";
import type { PaymentWay } from "../domain/offer.ts";

/** What is to be bought, and how it is paid. */
export interface PurchaseRequest {
  /** Such as `plan:pro` or `pack:hour`. */
  offer: string;
  way: PaymentWay;
  /** Whether it is for another. */
  gift: boolean;
  /** The first of the prices where it is absent. */
  currency?: string;
  /** Without it, it is chosen on the processor's page. */
  coin?: Coin;
  promoCode?: string;
}

/** A purchase with the price that was shown for it, as a decimal of any spelling. */
export interface CheckoutRequest extends PurchaseRequest {
  price: { amount: string; currency: string };
}

/** What is sold, as its buyer reads it. */
export interface OfferedView {
  kind: "plan" | "pack";
  name: string;
  days: number;
  /** Of a pack. */
  minutes: number | null;
}

/** What a purchase comes to, before it is confirmed. */
export interface QuoteView {
  offer: OfferedView & { id: string };
  way: PaymentWay;
  gift: boolean;
  fullPrice: Money;
  promo: { code: string; percent: number | null; off: Money } | null;
  /** What of earlier payments is used. */
  credit: Money | null;
  /** What is to be paid. */
  price: Money;
  change: Omit<Change, "waits"> & {
    kind: ChangeKind;
    waits: { name: string; days: number } | null;
  };
  renews: boolean;
}

/** An invoice as its member sees it. */
export interface InvoiceView {
  id: string;
  state: Exclude<InvoiceState, "cancelled">;
  way: "crypto" | "stars" | "none";
  offer: OfferedView;
  gift: { code: string; link: string; redeemed: boolean } | null;
  isGift: boolean;
  price: Money;
  fullPrice: Money;
  promoCode: string | null;
  credit: Money | null;
  createdAt: number;
  expiresAt: number;
  paidAt: number | null;
  url: string | null;
  payment: {
    asked: Money | null;
    paid: Money | null;
    owed: Money | null;
    network: string | null;
    address: string | null;
    qrCode: string | null;
    transaction: string | null;
  } | null;
  access: { from: number | null; until: number | null; days: number } | null;
  kept: Money | null;
  refundable: boolean;
}

/** Gifts, as the life of an invoice makes and takes them. */
export interface InvoiceGifts {
  /** The gift that an invoice pays for; once more with other days it is of those. */
  make(
    tx: Transaction,
    gift: { invoiceId: string; memberId: string; offer: InvoiceOffer; days: number },
    now: number,
  ): Promise<unknown>;
  /** Takes it back: what was redeemed is revoked, and the code brings nothing any more. */
  take(tx: Transaction, invoiceId: string, now: number): Promise<void>;
  /** The gift of an invoice, for showing. */
  ofInvoice(
    invoiceId: string,
  ): Promise<{ code: string; link: string; redeemed: boolean } | undefined>;
}

/** A payment in Stars that Telegram asks about before it is taken. */
export interface PreCheckout {
  invoiceId: string;
  telegramId: string;
  stars: number;
}

/** Why a payment in Stars is refused; each has its sentence, `pre-checkout-<reason>`. */
export type PreCheckoutRefusal = "unknown" | "price" | "over" | "paid";

/** A further payment of a subscription in Stars. */
export interface Renewal {
  /** The invoice by which the subscription began. */
  subscriptionInvoiceId: string;
  chargeId: string;
  stars: number;
  /** When it was paid, in milliseconds since the Unix epoch. */
  at: number;
}
