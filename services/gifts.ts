import { findGiftOfInvoice, getGift, listGifts, setGift } from "../db/gifts.ts";
import { changeGrantDays, listGrants, revokeGrant } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import type { Gift } from "../domain/gift.ts";
import type { InvoiceOffer } from "../domain/invoice.ts";
import { makeCode, type RandomBytes } from "../domain/promo_code.ts";
import type { PromoRefusal } from "../domain/promo.ts";
import type { LeaveErrand } from "./errands.ts";
import { grantIn } from "./grants.ts";
import type { Clock } from "./ports.ts";
import { endOf, type Redemption } from "./promo_redemption.ts";

/** What one member buys and another redeems. */
export interface Gifts {
  /**
   * The gift that an invoice paid for, made with the first call and then of so many days.
   *
   * It checks two keys, and one more of the errand where the gift was redeemed.
   */
  make(
    tx: Transaction,
    gift: { invoiceId: string; memberId: string; offer: InvoiceOffer; days: number },
    now: number,
  ): Promise<Gift>;
  /**
   * Takes the gift of an invoice back: its code is dead, and whoever redeemed it loses what is left.
   *
   * Answers it, or undefined where there is none. It checks as many keys as `make`.
   */
  take(tx: Transaction, invoiceId: string, now: number): Promise<Gift | undefined>;
  /** Does the errand `gift`: the grant of a redeemed gift becomes as the gift is. */
  settle(code: string): Promise<void>;
  /**
   * Redeems a gift; undefined where no gift has this code.
   *
   * Errors: `promo_refused` with `own`, `yours`, `used_up` or `over`; `not_found` (`what`: member).
   */
  redeem(memberId: string, code: string): Promise<Redemption | undefined>;
  /** The gift that an invoice paid for. */
  ofInvoice(invoiceId: string): Promise<Gift | undefined>;
  /** What a member bought for others, the newest first. */
  list(memberId: string): Promise<Gift[]>;
}

/** Makes gifts; `leaveErrand` keeps what does not fit into the commit of a payment. */
export function createGifts(deps: {
  db: Database;
  clock: Clock;
  random: RandomBytes;
  leaveErrand: LeaveErrand;
}): Gifts {
  const { db, clock, random, leaveErrand } = deps;

  async function change(tx: Transaction, gift: Gift, change: string, now: number): Promise<Gift> {
    setGift(tx, gift);
    const { code, redeemedBy } = gift;
    if (redeemedBy !== null) {
      const id = `gift:${gift.invoiceId}:${change}`;
      await leaveErrand(tx, { kind: "gift", id, memberId: redeemedBy, code }, now);
    }
    return gift;
  }

  return {
    async make(tx, { invoiceId, memberId, offer, days }, now) {
      const known = await findGiftOfInvoice(tx, invoiceId);
      if (known && (known.days === days || known.takenAt !== null)) return known;
      if (known) return await change(tx, { ...known, days }, `${days}`, now);
      const gift: Gift = {
        schema: 1,
        code: makeCode(random),
        invoiceId,
        memberId,
        offer,
        days,
        boughtAt: now,
        redeemedBy: null,
        redeemedAt: null,
        takenAt: null,
      };
      setGift(tx, gift);
      return gift;
    },

    async take(tx, invoiceId, now) {
      const gift = await findGiftOfInvoice(tx, invoiceId);
      if (!gift || gift.takenAt !== null) return gift;
      return await change(tx, { ...gift, takenAt: now }, "taken", now);
    },

    async settle(code) {
      const now = clock.now();
      await db.tx(async (tx) => {
        const gift = await getGift(tx, code);
        if (!gift || gift.redeemedBy === null) return;
        if (gift.takenAt !== null) await revokeGrant(tx, grantIdOf(gift), now);
        else await changeGrantDays(tx, grantIdOf(gift), gift.days, now);
      });
    },

    async redeem(memberId, code) {
      const now = clock.now();
      return await db.tx(async (tx) => {
        const gift = await getGift(tx, code);
        if (!gift) return undefined;
        refuseGift(gift, memberId);
        const { offer: { kind, planId, terms }, days } = gift;
        const id = grantIdOf(gift);
        const source = kind === "pack" ? "topup" : "gift";
        await grantIn(tx, { id, memberId, planId, source, days, earliest: now, terms }, now);
        setGift(tx, { ...gift, redeemedBy: memberId, redeemedAt: now });
        const until = endOf(await listGrants(tx, memberId), id);
        return { kind: "gift", code, plan: { id: planId, name: terms.name }, days, until } as const;
      }, { lane: keys.gift(code) });
    },

    ofInvoice: (invoiceId) => findGiftOfInvoice(db, invoiceId),
    list: (memberId) => listGifts(db, memberId),
  };
}

/** The id of the grant that a gift comes to. */
export function grantIdOf({ code }: Pick<Gift, "code">): string {
  return `gift:${code}`;
}

function refuseGift(gift: Gift, memberId: string): void {
  const reason = refusalOfGift(gift, memberId);
  if (!reason) return;
  const details = reason === "over"
    ? { validUntil: null }
    : reason === "yours"
    ? { held: false }
    : {};
  throw new AppError("promo_refused", { reason, ...details });
}

function refusalOfGift(gift: Gift, memberId: string): PromoRefusal | undefined {
  if (gift.takenAt !== null) return "over";
  if (gift.redeemedBy === memberId) return "yours";
  if (gift.redeemedBy !== null) return "used_up";
  if (gift.memberId === memberId) return "own";
}
