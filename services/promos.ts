import type { Transaction } from "../db/tx.ts";
import type { Money } from "../domain/money.ts";
import type { PaymentWay } from "../domain/offer.ts";
import type { Promo } from "../domain/promo.ts";

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
   * It checks three keys. Errors: `promo_refused`.
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
   * Counts a use, reserved before or, `anew`, given back before. False where none is left: nothing is
   * written then.
   */
  count(
    tx: Transaction,
    code: string,
    use: { useId: string; memberId: string; revenue: Money; anew: boolean },
    now: number,
  ): Promise<boolean>;
  /** Gives a use back, reserved or counted; again it changes nothing. */
  release(tx: Transaction, code: string, useId: string, now: number): Promise<void>;
}
