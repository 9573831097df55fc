import { findGiftOfInvoice, getGift, listGifts, setGift } from "../db/gifts.ts";
import { addErrand } from "../db/errands.ts";
import { listGrants, putGrant, revokeGrantOf } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { AppError } from "../domain/errors.ts";
import type { Gift } from "../domain/gift.ts";
import type { Grant } from "../domain/grant.ts";
import type { InvoiceOffer } from "../domain/invoice.ts";
import { codeLink, makeCode, type RandomBytes } from "../domain/promo_code.ts";
import type { PromoRefusal } from "../domain/promo.ts";
import type { Errand } from "./errands.ts";
import { grantIn } from "./grants.ts";
import type { BotNames, Clock } from "./ports.ts";
import { endOf, type Redemption } from "./promo_redemption.ts";

/** What one member buys and another redeems. */
export interface Gifts {
  /**
   * The gift that an invoice paid for, made with the first call, then of so many days; one that was
   * taken back is there again.
   *
   * It checks two keys.
   */
  make(
    tx: Transaction,
    gift: { invoiceId: string; memberId: string; offer: InvoiceOffer; days: number },
    now: number,
  ): Promise<Gift>;
  /**
   * Takes the gift of an invoice back: its code is dead, and whoever redeemed it loses what is left.
   *
   * It checks two keys.
   */
  take(tx: Transaction, invoiceId: string, now: number): Promise<void>;
  /** Does the errand `gift`: the grant of a redeemed gift becomes as the gift is. */
  settle(code: string): Promise<void>;
  /**
   * Redeems a gift; undefined where no gift has this code.
   *
   * Errors: `promo_refused` with `own`, `yours`, `used_up` or `over`; `not_found` (`what`: member).
   */
  redeem(memberId: string, code: string): Promise<Redemption | undefined>;
  /** The gift that an invoice paid for; undefined where there is none, or it was taken back. */
  ofInvoice(
    invoiceId: string,
  ): Promise<{ code: string; link: string; redeemed: boolean } | undefined>;
  /** What a member bought for others, the newest first, with the link that redeems each. */
  list(memberId: string): Promise<(Gift & { link: string })[]>;
}

/** Makes gifts; what does not fit into the commit of a payment is left as an errand. */
export function createGifts(deps: {
  db: Database;
  clock: Clock;
  random: RandomBytes;
  bot: BotNames;
}): Gifts {
  const { db, clock, random, bot } = deps;

  function change(tx: Transaction, gift: Gift, to: string, now: number): Gift {
    setGift(tx, gift);
    const { code, invoiceId, redeemedBy: memberId } = gift;
    if (memberId !== null) {
      const errand: Errand = { kind: "gift", id: `gift:${invoiceId}:${to}`, memberId, code };
      addErrand(tx, errand, now);
    }
    return gift;
  }

  async function linkOf(code: string): Promise<string> {
    return codeLink(await bot.userName(), "gift", code);
  }

  return {
    async make(tx, { invoiceId, memberId, offer, days }, now) {
      const known = await findGiftOfInvoice(tx, invoiceId);
      if (known?.days === days && known.takenAt === null) return known;
      if (known) return change(tx, { ...known, days, takenAt: null }, `${days}`, now);
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
      if (gift?.takenAt === null) change(tx, { ...gift, takenAt: now }, "taken", now);
    },

    async settle(code) {
      const now = clock.now();
      await db.tx(async (tx) => {
        const gift = await getGift(tx, code);
        if (!gift || gift.redeemedBy === null || !await getMember(tx, gift.redeemedBy)) return;
        if (gift.takenAt !== null) {
          await revokeGrantOf(tx, gift.redeemedBy, grantIdOf(gift), now);
        } else {
          await putGrant(tx, grantOf(gift, gift.redeemedBy, now), now);
        }
      });
    },

    async redeem(memberId, code) {
      const now = clock.now();
      return await db.tx(async (tx) => {
        const gift = await getGift(tx, code);
        if (!gift) return undefined;
        refuseGift(gift, memberId);
        const { days, offer: { planId, terms } } = gift;
        const grant = grantOf(gift, memberId, now);
        await grantIn(tx, grant, now);
        setGift(tx, { ...gift, redeemedBy: memberId, redeemedAt: now });
        const until = endOf(await listGrants(tx, memberId), grant.id);
        return { kind: "gift", code, plan: { id: planId, name: terms.name }, days, until } as const;
      }, { lane: keys.gift(code) });
    },

    async ofInvoice(invoiceId) {
      const gift = await findGiftOfInvoice(db, invoiceId);
      if (gift?.takenAt !== null) return undefined;
      const { code, redeemedBy } = gift;
      return { code, link: await linkOf(code), redeemed: redeemedBy !== null };
    },

    async list(memberId) {
      const gifts = (await listGifts(db, memberId)).filter(({ takenAt }) => takenAt === null);
      return await Promise.all(
        gifts.map(async (gift) => ({ ...gift, link: await linkOf(gift.code) })),
      );
    },
  };
}

/** What a gift gives to who redeems it, as it was sold. */
function grantOf(gift: Gift, memberId: string, now: number): Grant {
  const { offer: { kind, planId, terms }, days } = gift;
  const source = kind === "pack" ? "topup" : "gift";
  return {
    schema: 1,
    id: grantIdOf(gift),
    memberId,
    planId,
    source,
    days,
    earliest: now,
    terms,
    revokedAt: null,
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
