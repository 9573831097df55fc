/** From a confirmed quote to an invoice that can be paid, or is paid already. */
import { creditBalance, setCreditUsed } from "../db/credits.ts";
import {
  addInvoice,
  findNewestInvoice,
  getInvoice,
  offerKey,
  setInvoice,
  type StoredInvoice,
  storedInvoice,
  type Wanted,
} from "../db/invoices.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import type { Transaction } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { newInvoice, outcomeOf } from "../domain/invoice.ts";
import { compareAmounts, decimalOf, type Money, subtractAmounts, ZERO } from "../domain/money.ts";
import { offerId } from "../domain/offer.ts";
import { type ApplyDependencies, applyOwn, happenIn } from "./invoices_apply.ts";
import { isMoneySeen, isOpen, withDue } from "./invoices_due.ts";
import { makeQuote, type Quoted, type QuoteDependencies } from "./invoices_quote.ts";
import type { CheckoutRequest, PurchaseRequest, QuoteView } from "./invoices_types.ts";
import { notSold } from "./invoices_terms.ts";
import { refuseBanned } from "./members.ts";
import type { Ids } from "./ports.ts";

/** What a checkout needs. */
export interface CheckoutDependencies extends ApplyDependencies, Omit<QuoteDependencies, "db"> {
  ids: Ids;
  community: Community;
  /** Whom invoices of each way are with. */
  merchantOf: (way: StoredInvoice["way"]) => string;
}

/** An invoice that was made, or found, with the errands that were left. */
export interface CheckedOut {
  invoice: StoredInvoice;
  errands: string[];
}

const MINUTE = 60_000;
/** How long an invoice in Stars can be paid, in milliseconds. */
const STARS_TIME = 60 * MINUTE;
/** How often others may come first with the same purchase. */
const MOST_ROUNDS = 5;

/** Shows what a purchase comes to. */
export async function quote(
  deps: CheckoutDependencies,
  memberId: string,
  request: PurchaseRequest,
): Promise<QuoteView> {
  const newest = await newestFor(deps, memberId, request);
  return (await makeQuote(deps, memberId, request, unpaid(newest))).view;
}

/**
 * Makes the one open invoice of a member for an offer, or answers the one there is.
 *
 * Errors: those of a quote; `quote_changed` with the `quote` as it is now.
 */
export async function checkout(
  deps: CheckoutDependencies,
  memberId: string,
  request: CheckoutRequest,
): Promise<CheckedOut> {
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const newest = await newestFor(deps, memberId, request);
    const open = newest && isOpen(newest, deps.clock.now()) ? newest : undefined;
    if (open && (isMoneySeen(open) || isPlainlySame(open, request))) return found(open);
    const quoted = await makeQuote(deps, memberId, request, unpaid(newest));
    if (!isPrice(request.price, quoted.price)) throw changed(quoted);
    if (open && isSame(open, quoted)) return found(open);
    if (newest && unpaid(newest)) {
      // What it reserved is free in one commit, and taken by another one in the next.
      await applyOwn(deps, newest.id, [{ kind: "cancelled" }]);
    }
    const made = await make(deps, quoted, newest?.id);
    if (made) return made;
  }
  throw new AppError("conflict", { what: "checkout" });
}

function found(invoice: StoredInvoice): CheckedOut {
  return { invoice, errands: [] };
}

/** The invoice where no money was seen for it, so that what it reserved can be given back. */
function unpaid(invoice: StoredInvoice | undefined): StoredInvoice | undefined {
  return invoice && outcomeOf(invoice).state === "open" ? invoice : undefined;
}

/** Writes a new invoice; undefined where another one came first, or what it needs was just taken. */
async function make(
  deps: CheckoutDependencies,
  quoted: Quoted,
  newestId: string | undefined,
): Promise<CheckedOut | undefined> {
  const { db, clock, promos } = deps;
  const { member, terms, promo } = quoted;
  const id = deps.ids.next();
  const key = offerKey(terms.sold);
  const run = async (tx: Transaction): Promise<CheckedOut | undefined> => {
    const now = clock.now();
    refuseBanned(await getMember(tx, member.id));
    if (await findNewestInvoice(tx, member.id, key) !== newestId) return undefined;
    const isFree = quoted.price.amount === ZERO;
    const before = newestId === undefined
      ? undefined
      // One that is cancelled never is open again; a free one has no check to spare.
      : isFree
      ? await tx.peek<StoredInvoice>(keys.invoice(newestId))
      : await getInvoice(tx, newestId);
    if (before && isOpen(before, now)) return undefined;
    if (!await takeCredit(tx, id, quoted, now)) return undefined;
    if (promo && !await takePromo(tx, deps, id, quoted, now)) return undefined;
    const isPayable = before && now < before.expiresAt && before.paidAt === null;
    const replaced = isPayable && !isFree ? before : undefined;
    const invoice = withDue(invoiceOf(deps, id, quoted, replaced, now), now);
    if (replaced) setInvoice(tx, replaced, { ...replaced, replacedBy: id });
    addInvoice(tx, invoice);
    if (invoice.way !== "none") return { invoice, errands: [] };
    const paid = await happenIn(tx, deps, invoice, [{ kind: "free" }], now);
    return { invoice: paid.invoice!, errands: paid.errands };
  };
  const lane = promo ? promos.lane(promo.code) : keys.invoicesOfMember(member.id);
  return await db.tx(run, { lane });
}

function invoiceOf(
  { community, merchantOf }: CheckoutDependencies,
  id: string,
  { member, terms, wanted, promo, creditUsed, price }: Quoted,
  replaced: StoredInvoice | undefined,
  now: number,
): StoredInvoice {
  const way = price.amount === ZERO ? "none" : wanted.way;
  const { shortPayment, accuracyPercent, invoiceMinutes } = community.sales;
  const invoice = newInvoice({
    id,
    memberId: member.id,
    offer: terms.sold,
    price,
    creditUsed,
    promo: promo && { code: promo.code, fullPrice: terms.fullPrice.amount },
    shortPayment,
    accuracyPercent,
    merchant: merchantOf(way),
    expiresAt: now + (way === "crypto" ? invoiceMinutes * MINUTE : STARS_TIME),
  }, now);
  return storedInvoice(invoice, {
    way,
    wanted,
    promoPercent: promo?.percent ?? null,
    replaces: replaced?.id ?? null,
  });
}

async function takeCredit(
  tx: Transaction,
  id: string,
  { member, creditUsed, price: { currency } }: Quoted,
  now: number,
): Promise<boolean> {
  if (creditUsed === ZERO) return true;
  const balance = await creditBalance(tx, member.id, currency);
  if (compareAmounts(balance, creditUsed) < 0) return false;
  setCreditUsed(tx, member.id, id, { amount: creditUsed, currency }, now);
  return true;
}

async function takePromo(
  tx: Transaction,
  { promos }: CheckoutDependencies,
  id: string,
  { member, terms: { fullPrice, sold }, wanted, promo }: Quoted,
  now: number,
): Promise<boolean> {
  const name = offerId(sold.kind, sold.planId);
  const purchase = { memberId: member.id, offer: name, way: wanted.way, price: fullPrice };
  const price = await promos.reserve(tx, promo!.code, { useId: id, purchase }, now);
  return compareAmounts(price.amount, subtractAmounts(fullPrice.amount, promo!.off)) === 0;
}

/** The newest invoice of a member for the same; open or not. */
async function newestFor(
  { db }: CheckoutDependencies,
  memberId: string,
  { offer, gift }: PurchaseRequest,
): Promise<StoredInvoice | undefined> {
  // By its name alone: what is sold no more may still be open.
  const [, kind, planId] = /^(plan|pack):(.+)$/s.exec(offer) ?? [];
  if (planId === undefined) throw notSold("offer");
  const newest = await findNewestInvoice(
    db,
    memberId,
    offerKey({ kind: kind as "plan" | "pack", planId, gift }),
  );
  return newest === undefined ? undefined : await getInvoice(db, newest);
}

/** Whether an open invoice is what is asked for, where no code is part of it. */
function isPlainlySame(open: StoredInvoice, request: CheckoutRequest): boolean {
  const { wanted, price } = open;
  const { way, currency = wanted.currency, promoCode = "" } = request;
  if (wanted.promoCode !== null || promoCode.trim() !== "") return false;
  const coin = way === "crypto" ? request.coin ?? null : null;
  const asked: Wanted = { way, currency, coin, promoCode: null };
  return isPrice(request.price, price) && sameWanted(wanted, asked);
}

/** Whether an open invoice is what was quoted anew. */
function isSame({ wanted, price }: StoredInvoice, quoted: Quoted): boolean {
  return compareAmounts(price.amount, quoted.price.amount) === 0 &&
    price.currency === quoted.price.currency && sameWanted(wanted, quoted.wanted);
}

function sameWanted(one: Wanted, other: Wanted): boolean {
  return one.way === other.way && one.currency === other.currency &&
    one.promoCode === other.promoCode && one.coin?.currency === other.coin?.currency &&
    one.coin?.network === other.coin?.network;
}

function isPrice(shown: CheckoutRequest["price"], { amount, currency }: Money): boolean {
  const read = decimalOf(shown.amount);
  if (read === undefined) {
    const reason = `expected a price such as ${amount}, came "${shown.amount.slice(0, 40)}"`;
    throw new AppError("bad_request", { reason });
  }
  return shown.currency === currency && compareAmounts(read, amount) === 0;
}

function changed({ view }: Quoted): AppError {
  return new AppError("quote_changed", { quote: view });
}
