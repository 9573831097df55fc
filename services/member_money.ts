import { listCredits } from "../db/credits.ts";
import { listGifts } from "../db/gifts.ts";
import { listGrants } from "../db/grants.ts";
import { listInvoices } from "../db/invoices.ts";
import { getMember } from "../db/members.ts";
import { getReferral, referralsOf } from "../db/referrals.ts";
import type { Database } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import type { Community, Localized } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { type InvoiceState, outcomeOf } from "../domain/invoice.ts";
import type { Money } from "../domain/money.ts";
import { packsAt } from "../domain/pack.ts";
import { isTrialGone, trialPlan } from "../domain/trial.ts";
import { CALL_SECONDS } from "./allowances.ts";
import { periodOf } from "./held_units.ts";
import type { Clock } from "./ports.ts";

/** What a member has bought, was given and brought, as an operator reads it. */
export interface MoneyStory {
  /** `none`: no plan can be tried here. */
  trial: "open" | "gone" | "none";
  packs: { grantId: string; name: Localized; minutesLeft: number; until: number | null }[];
  /** The newest first. */
  invoices: {
    id: string;
    state: InvoiceState;
    name: Localized;
    gift: boolean;
    price: Money;
    promoCode: string | null;
    createdAt: number;
    paidAt: number | null;
  }[];
  /** What invoices left with the member and took of it. */
  credits: (Money & { source: string })[];
  /** Bought for others; a code is shown by its beginning only. */
  gifts: { code: string; name: Localized; days: number; redeemed: boolean; takenBack: boolean }[];
  /** Who invited the member, where that is known still. */
  invitedBy: string | null;
  invited: number;
  /** Those of them who have paid. */
  invitedPaid: number;
}

export interface MemberMoney {
  /** Errors: `not_found`. */
  describe(memberId: string): Promise<MoneyStory>;
}

/** Letters of a gift's code that say which it is, and do not redeem it. */
const CODE_SHOWN = 4;

/** Makes what explains a member's money. */
export function createMemberMoney(
  { db, clock, community }: {
    db: Database;
    clock: Clock;
    community: Pick<Community, "plans">;
  },
): MemberMoney {
  return {
    async describe(memberId) {
      const member = await getMember(db, memberId);
      if (!member) throw new AppError("not_found", { what: "member", id: memberId });
      const grants = await listGrants(db, memberId);
      const packs = packsAt(grants, clock.now()).map(async ({ grantId, name, seconds, until }) => {
        const { used } = await getUsage(db, memberId, CALL_SECONDS, periodOf(grantId));
        return { grantId, name, minutesLeft: Math.floor((seconds - used) / 60), until };
      });
      const invited = await Array.fromAsync(referralsOf(db, memberId));
      const triable = trialPlan(community.plans) !== undefined;
      return {
        trial: !triable ? "none" : isTrialGone(member, grants) ? "gone" : "open",
        packs: await Promise.all(packs),
        invoices: (await listInvoices(db, memberId)).map((invoice) => ({
          id: invoice.id,
          state: outcomeOf(invoice).state,
          name: invoice.offer.terms.name,
          gift: invoice.offer.gift,
          price: invoice.price,
          promoCode: invoice.promo?.code ?? null,
          createdAt: invoice.createdAt,
          paidAt: invoice.paidAt,
        })),
        credits: (await listCredits(db, memberId)).map(({ amount, currency, sourceId }) => ({
          amount,
          currency,
          source: sourceId,
        })),
        gifts: (await listGifts(db, memberId)).map((gift) => ({
          code: `${gift.code.slice(0, CODE_SHOWN)}…`,
          name: gift.offer.terms.name,
          days: gift.days,
          redeemed: gift.redeemedBy !== null,
          takenBack: gift.takenAt !== null,
        })),
        invitedBy: (await getReferral(db, memberId))?.inviterId || null,
        invited: invited.length,
        invitedPaid: invited.filter(({ reward }) => reward !== null).length,
      };
    },
  };
}
