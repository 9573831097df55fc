import { z } from "zod";
import { INVOICE_STATES } from "../../domain/invoice_outcome.ts";
import { PAYMENT_WAYS } from "../../domain/offer.ts";
import { moment } from "./parts.ts";

/** A decimal of a currency; `XTR` are Telegram Stars. */
const money = z.object({ amount: z.string(), currency: z.string() }).meta({ id: "Money" });

/** Minutes of calls that are sold beside the plans. */
export const pack = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  minutes: z.number().int(),
  days: z.number().int().meta({ description: "After so many days what is left is gone" }),
  prices: z.record(z.string(), z.string()).meta({ description: "Currency to decimal amount" }),
  stars: z.number().int().nullable(),
}).meta({ id: "Pack" });

/** A coin on a network in which an invoice may be paid. */
const coin = z.object({ currency: z.string(), network: z.string() });

/** What is sold beside the plans, and how. */
export const sale = z.object({
  packs: z.array(pack),
  ways: z.array(z.enum(PAYMENT_WAYS)),
  coins: z.array(coin).meta({ description: "Coins that are taken, the most usual first" }),
  gifts: z.boolean(),
  trial: z.object({ planId: z.string(), name: z.string(), days: z.number().int() }).nullable()
    .meta({ description: "The trial that this member may still have" }),
  referralDays: z.number().int().nullable(),
}).meta({ id: "Sale" });

/** A currency or a coin, as a request names it. */
const currencyName = z.string().max(20);

/** What is to be bought, and how it is paid. */
export const purchase = z.object({
  offer: z.string().max(80).meta({ description: "Such as plan:pro or pack:hour" }),
  way: z.enum(PAYMENT_WAYS),
  gift: z.boolean().default(false),
  currency: currencyName.optional().meta({ description: "The first of the prices if absent" }),
  coin: z.object({ currency: currencyName, network: z.string().max(40) }).optional().meta({
    description: "Without it, it is chosen on the processor's page",
  }),
  promoCode: z.string().max(64).optional(),
}).meta({ id: "Purchase" });

/** What a purchase comes to, before it is confirmed. */
export const quote = z.object({
  offer: z.object({
    id: z.string(),
    kind: z.enum(["plan", "pack"]),
    name: z.string(),
    days: z.number().int(),
    minutes: z.number().int().nullable(),
  }),
  way: z.enum(PAYMENT_WAYS),
  gift: z.boolean(),
  fullPrice: money,
  promo: z.object({ code: z.string(), percent: z.number().nullable(), off: money }).nullable(),
  credit: money.nullable().meta({ description: "Of earlier payments, used for this one" }),
  price: money.meta({ description: "What is to be paid; 0: nothing is" }),
  change: z.object({
    kind: z.enum(["now", "after", "upgrade", "covered", "beside", "gift"]).meta({
      description: "now: starts at once; after: behind what is there; upgrade: at once, and the " +
        "lower plan waits; covered: waits until the higher plan is over; beside: a pack",
    }),
    from: moment.nullable(),
    until: moment.nullable(),
    waits: z.object({ name: z.string(), days: z.number().int() }).nullable().meta({
      description: "The lower plan that waits meanwhile",
    }),
  }),
  renews: z.boolean().meta({ description: "It renews itself until it is cancelled" }),
}).meta({ id: "Quote" });

/** A purchase as it was shown: another price or term since then is told before anything is bought. */
export const checkout = purchase.extend({
  price: z.object({ amount: z.string().max(64), currency: currencyName }),
}).meta({ id: "Checkout" });

export const invoice = z.object({
  id: z.string(),
  state: z.enum(INVOICE_STATES).exclude(["cancelled"]).meta({
    description: "One that the member gave up is expired",
  }),
  way: z.enum(["crypto", "stars", "none"]).meta({ description: "none: nothing was to be paid" }),
  offer: quote.shape.offer.omit({ id: true }),
  gift: z.object({ code: z.string(), link: z.string(), redeemed: z.boolean() }).nullable(),
  isGift: z.boolean(),
  price: money,
  fullPrice: money,
  promoCode: z.string().nullable(),
  credit: money.nullable(),
  createdAt: moment,
  expiresAt: moment,
  paidAt: moment.nullable(),
  /** Where it is paid: the processor's page, or the link for `openInvoice`. */
  url: z.string().nullable(),
  payment: z.object({
    asked: money.nullable(),
    paid: money.nullable(),
    owed: money.nullable(),
    network: z.string().nullable(),
    address: z.string().nullable(),
    qrCode: z.string().nullable().meta({ description: "A data: address" }),
    transaction: z.string().nullable(),
  }).nullable(),
  access: z.object({ from: moment.nullable(), until: moment.nullable(), days: z.number().int() })
    .nullable().meta({ description: "What it brought" }),
  kept: money.nullable().meta({ description: "What of the money stays with the member" }),
  refundable: z.boolean().meta({ description: "An address is asked for to send it back to" }),
}).meta({ id: "Invoice" });

/** Where short money goes back to. */
export const refundAddress = z.object({ address: z.string().min(8).max(200) });

/** A code, as it was typed or followed. */
export const redemption = z.object({ code: z.string().max(64) });

/** What came of a code. */
export const redeemed = z.object({
  kind: z.enum(["days", "gift", "discount", "referral"]),
  plan: z.object({ id: z.string(), name: z.string() }).nullable(),
  days: z.number().int().nullable(),
  until: moment.nullable(),
  code: z.string().meta({ description: "As it is written; a discount is used at checkout" }),
  percent: z.number().nullable(),
  off: money.nullable(),
  offers: z.array(z.string()).nullable().meta({ description: "The offers that it is for" }),
}).meta({ id: "Redeemed" });

export const gift = z.object({
  code: z.string(),
  link: z.string(),
  name: z.string(),
  days: z.number().int(),
  boughtAt: moment,
  redeemedAt: moment.nullable(),
}).meta({ id: "Gift" });

export const referralView = z.object({
  link: z.string(),
  days: z.number().int(),
  planName: z.string(),
  invited: z.number().int(),
  paid: z.number().int(),
  earnedDays: z.number().int(),
}).meta({ id: "Referral" });

/** A subscription in Telegram Stars. */
export const subscription = z.object({
  offer: z.string(),
  name: z.string(),
  stars: z.number().int(),
  state: z.enum(["active", "cancelled"]),
  renewsAt: moment.meta({ description: "Or when it ends, where it is cancelled" }),
}).meta({ id: "Subscription" });

/** A message that could not be sent to the member in Telegram. */
export const notice = z.object({ id: z.string(), text: z.string(), at: moment }).meta({
  id: "Notice",
});

export type MoneyView = z.infer<typeof money>;
export type PackView = z.infer<typeof pack>;
export type Sale = z.infer<typeof sale>;
export type Purchase = z.infer<typeof purchase>;
export type Quote = z.infer<typeof quote>;
export type Checkout = z.infer<typeof checkout>;
export type InvoiceView = z.infer<typeof invoice>;
export type Redeemed = z.infer<typeof redeemed>;
export type GiftView = z.infer<typeof gift>;
export type ReferralView = z.infer<typeof referralView>;
export type SubscriptionView = z.infer<typeof subscription>;
export type NoticeView = z.infer<typeof notice>;
