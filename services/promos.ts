import { keys } from "../db/keys.ts";
import {
  findPromo,
  findUseOfMember,
  getPromo,
  getTally,
  getUse,
  hasPaid,
  setUse,
} from "../db/promos.ts";
import { peeking, type Reader } from "../db/reader.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import { type Money, subtractAmounts } from "../domain/money.ts";
import type { PaymentWay } from "../domain/offer.ts";
import {
  hasUsesLeft,
  isSingle,
  priceWith,
  type Promo,
  type PromoCircumstances,
  type PromoPurpose,
  type PromoUse,
  refusalOf,
} from "../domain/promo.ts";
import { readCode } from "../domain/promo_code.ts";
import type { Guessing } from "./guesses.ts";
import type { Clock } from "./ports.ts";

/** What a code is to be used for. */
export interface PromoPurchase {
  memberId: string;
  /** Such as `plan:pro`. */
  offer: string;
  way: PaymentWay;
  price: Money;
}

/** Codes, as a checkout and the life of an invoice use them. */
export interface PromoUses {
  /**
   * The code as it is kept, and the price with it; writes nothing. What the invoice `except` has
   * reserved counts as free: that invoice would be paid, or be replaced.
   *
   * Errors: `promo_refused` with the exact reason. A wrong code counts as a guess.
   */
  quote(
    code: string,
    purchase: PromoPurchase,
    except?: string,
  ): Promise<{ promo: Promo; price: Money }>;
  /** The key of the lane that a transaction takes which reserves or counts a use. */
  lane(code: string): Deno.KvKey;
  /**
   * Reserves a use for an invoice, within its transaction; again for one invoice it changes nothing.
   * It checks three keys. The code is written as in `Promo.code`. Errors: `promo_refused`.
   */
  reserve(
    tx: Transaction,
    code: string,
    use: { useId: string; purchase: PromoPurchase },
    now: number,
  ): Promise<Money>;
  /** Whether a use that was given back can be taken anew; reads without a check. */
  isFree(tx: Transaction, code: string, useId: string): Promise<boolean>;
  /**
   * Counts a use, reserved before or, `anew`, given back before. False where none is left, or where
   * its member has used it for something else: nothing is written then. It checks three keys at most.
   */
  count(
    tx: Transaction,
    code: string,
    use: { useId: string; memberId: string; revenue: Money; anew: boolean },
    now: number,
  ): Promise<boolean>;
  /** Gives a use back, reserved or counted; again it changes nothing. It checks three keys. */
  release(tx: Transaction, code: string, useId: string, now: number): Promise<void>;
}

/** Makes the uses of codes that take something off a price. */
export function createPromoUses(deps: {
  db: Database;
  clock: Clock;
  guessing: Guessing;
}): PromoUses {
  const { db, clock, guessing } = deps;

  return {
    async quote(typed, { memberId, ...bought }, except) {
      const { kind, code } = readCode(typed);
      const promo = await guessing.lookUp(
        memberId,
        async () =>
          code === undefined || (kind ?? "promo") !== "promo"
            ? undefined
            : await findPromo(db, code),
      );
      const purpose = { for: "checkout", ...bought } as const;
      const known = await circumstancesOf(db, promo.code, { memberId, purpose });
      const reserved = except === undefined ? undefined : await getUse(db, promo.code, except);
      refuse(promo, reserved ? without(known, reserved, memberId) : known, clock.now());
      return { promo, price: priceWith(promo, bought.price) };
    },

    lane: (code) => keys.promoTally(code),

    async reserve(tx, code, { useId, purchase: { memberId, ...bought } }, now) {
      // What a code is changes only by its operator's hand.
      const promo = await getPromo(peeking(tx), code);
      if (!promo) throw new AppError("promo_refused", { reason: "unknown" });
      const price = priceWith(promo, bought.price);
      const before = await getUse(tx, code, useId);
      if (before && before.state !== "released") return price;
      const purpose = { for: "checkout", ...bought } as const;
      refuse(promo, await circumstancesOf(tx, code, { memberId, purpose }), now);
      await setUse(tx, before, {
        schema: 1,
        code,
        useId,
        memberId,
        state: "reserved",
        revenue: null,
        off: subtractAmounts(bought.price.amount, price.amount),
        at: now,
      });
      return price;
    },

    async isFree(tx, code, useId) {
      const reader = peeking(tx);
      const use = await getUse(reader, code, useId);
      return use !== undefined && await isThere(reader, use);
    },

    async count(tx, code, { useId, memberId, revenue }, now) {
      const before = await getUse(tx, code, useId);
      if (before?.state === "used") return true;
      const use: PromoUse = before ??
        { schema: 1, code, useId, memberId, state: "released", revenue: null, off: null, at: now };
      if (use.state === "released" && !await isThere(tx, use)) return false;
      await setUse(tx, before, { ...use, state: "used", revenue, at: now });
      return true;
    },

    async release(tx, code, useId, now) {
      const before = await getUse(tx, code, useId);
      if (!before || before.state === "released") return;
      await setUse(tx, before, { ...before, state: "released", revenue: null, at: now });
    },
  };
}

/** What would be known if a reserved use of the member's were given back. */
function without(
  known: PromoCircumstances,
  { state, memberId }: PromoUse,
  ofMember: string,
): PromoCircumstances {
  if (state !== "reserved" || memberId !== ofMember) return known;
  const { reserved, ...tally } = known.tally;
  const lastUse = known.lastUse === "reserved" ? undefined : known.lastUse;
  return { ...known, lastUse, tally: { ...tally, reserved: Math.max(0, reserved - 1) } };
}

/** Throws where a code is not taken. */
export function refuse(promo: Promo, circumstances: PromoCircumstances, now: number): void {
  const refused = refusalOf(promo, circumstances, now);
  if (refused) throw new AppError("promo_refused", refused);
}

/** What decides whether a member may use a code; in a transaction it checks two keys. */
export async function circumstancesOf(
  reader: Reader,
  code: string,
  { memberId, purpose }: { memberId: string; purpose: PromoPurpose },
): Promise<PromoCircumstances> {
  const beside = "peek" in reader ? peeking(reader as Transaction) : reader;
  const useId = await findUseOfMember(reader, memberId, code);
  const use = useId === undefined ? undefined : await getUse(beside, code, useId);
  const lastUse = use?.state === "released" ? undefined : use?.state;
  return {
    purpose,
    hasPaid: await hasPaid(beside, memberId),
    lastUse,
    tally: await getTally(reader, code),
  };
}

/** Whether a use that was given back can be had again: its time is not asked for, its price was. */
async function isThere(reader: Reader, { code, useId, memberId, state }: PromoUse) {
  if (state !== "released") return true;
  const beside = "peek" in reader ? peeking(reader as Transaction) : reader;
  const promo = await getPromo(beside, code);
  if (!promo || promo.disabledAt !== null) return false;
  const other = await findUseOfMember(reader, memberId, code);
  if (isSingle(promo) && other !== undefined && other !== useId) return false;
  return hasUsesLeft(promo, await getTally(reader, code));
}
