/** What a purchase comes to, before it is confirmed. */
import { creditBalance, usableCredit } from "../db/credits.ts";
import { listGrants } from "../db/grants.ts";
import { type Coin, type StoredInvoice, type Wanted } from "../db/invoices.ts";
import { getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import { changeOf } from "../domain/change.ts";
import type { Community, Language } from "../domain/community.ts";
import type { InvoiceOffer } from "../domain/invoice.ts";
import { outcomeOf } from "../domain/invoice.ts";
import type { Member } from "../domain/member.ts";
import {
  addAmounts,
  type Amount,
  compareAmounts,
  type Money,
  STARS,
  subtractAmounts,
  ZERO,
} from "../domain/money.ts";
import type { Coins } from "./invoices_coins.ts";
import { notSold, type Terms, termsOfPurchase } from "./invoices_terms.ts";
import type { OfferedView, PurchaseRequest, QuoteView } from "./invoices_types.ts";
import { refuseBanned } from "./members.ts";
import type { Clock } from "./ports.ts";
import type { PromoUses } from "./promos.ts";

/** What a quote is made from. */
export interface QuoteDependencies {
  db: Database;
  clock: Clock;
  community: Pick<Community, "plans" | "packs" | "sales">;
  promos: PromoUses;
  coins: Coins;
  /** Who takes payments here. */
  taken: { crypto: boolean; stars: boolean };
}

/** A quote, with what an invoice is made of. */
export interface Quoted {
  member: Member;
  terms: Terms;
  wanted: Wanted;
  /** The code as it is kept, with what it took off in per cent. */
  promo: { code: string; percent: number | null; off: Amount } | null;
  creditUsed: Amount;
  price: Money;
  view: QuoteView;
}

/**
 * Makes a quote. What an open invoice for the same keeps for itself counts as free: it would be the
 * one that is paid, or be replaced.
 *
 * Errors: `not_sold` with a `reason`, `promo_refused` with a `reason`, `banned`, `session_invalid`.
 */
export async function makeQuote(
  deps: QuoteDependencies,
  memberId: string,
  request: PurchaseRequest,
  open: StoredInvoice | undefined,
): Promise<Quoted> {
  const { db, clock, community, taken } = deps;
  const member = await buyerOf(db, memberId);
  const terms = termsOfPurchase(community, taken, request);
  const { fullPrice, sold } = terms;
  const coin = request.way === "crypto" ? await knownCoin(deps.coins, request.coin) : null;
  const code = request.promoCode?.trim() || undefined;
  const promo = code === undefined ? null : await promoOf(deps, member.id, request, terms, open);
  const off = promo?.off ?? ZERO;
  const reduced = subtractAmounts(fullPrice.amount, off);
  const renews = request.way === "stars_subscription";
  const creditUsed = renews ? ZERO : await creditFor(deps.db, member.id, fullPrice, reduced, open);
  const { currency } = fullPrice;
  const price = { amount: subtractAmounts(reduced, creditUsed), currency };
  const change = changeOf(await listGrants(db, member.id), sold, clock.now());
  const { language } = member;
  return {
    member,
    terms,
    wanted: { way: request.way, currency, coin, promoCode: promo?.code ?? null },
    promo,
    creditUsed,
    price,
    view: {
      offer: { id: request.offer, ...offeredView(sold, language) },
      way: request.way,
      gift: request.gift,
      fullPrice,
      promo: promo && {
        code: promo.code,
        percent: promo.percent,
        off: { amount: promo.off, currency },
      },
      credit: creditUsed === ZERO ? null : { amount: creditUsed, currency },
      price,
      change: {
        ...change,
        waits: change.waits && { ...change.waits, name: change.waits.name[language] },
      },
      renews,
    },
  };
}

/** What is sold, in a language. */
export function offeredView(
  { kind, terms, days }: InvoiceOffer,
  language: Language,
): OfferedView {
  const minutes = kind === "pack"
    ? terms.allowances.find(({ kind }) => kind === "call_minutes")?.limit ?? null
    : null;
  return { kind, name: terms.name[language], days, minutes };
}

/** The member who buys. Errors: `banned`, `session_invalid`. */
async function buyerOf(db: Database, memberId: string): Promise<Member> {
  return refuseBanned(await getMember(db, memberId));
}

async function knownCoin(coins: Coins, coin: Coin | undefined): Promise<Coin | null> {
  if (!coin) return null;
  const same = (await coins.list()).find(({ currency, network }) =>
    currency === coin.currency && network === coin.network
  );
  if (!same) throw notSold("coin");
  return same;
}

async function promoOf(
  { promos }: QuoteDependencies,
  memberId: string,
  { offer, way, promoCode }: PurchaseRequest,
  { fullPrice }: Terms,
  open: StoredInvoice | undefined,
): Promise<Quoted["promo"]> {
  const { promo, price } = await promos.quote(
    promoCode!,
    { memberId, offer, way, price: fullPrice },
    open?.id,
  );
  const { code, benefit } = promo;
  const percent = benefit.kind === "percent" ? benefit.percent : null;
  return { code, percent, off: subtractAmounts(fullPrice.amount, price.amount) };
}

/** What of the member's credit pays for a price, at most all of it. */
async function creditFor(
  db: Database,
  memberId: string,
  { currency }: Money,
  price: Amount,
  open: StoredInvoice | undefined,
): Promise<Amount> {
  const balance = await creditBalance(db, memberId, currency);
  const keeps = open && open.price.currency === currency &&
    outcomeOf(open).creditUse === "reserved";
  const usable = usableCredit(keeps ? addAmounts(balance, open.creditUsed) : balance);
  const used = compareAmounts(usable, price) < 0 ? usable : price;
  // Stars are paid in whole ones.
  return currency === STARS ? used.split(".")[0]! as Amount : used;
}
