import { listGrants } from "../db/grants.ts";
import { keys } from "../db/keys.ts";
import { findPromo, getPromo, getUse, setUse } from "../db/promos.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { accessOf } from "../domain/access.ts";
import type { Community, Localized } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import { foldGrants, type Grant, type GrantTerms, termsOf } from "../domain/grant.ts";
import { isDiscount, type Promo, type PromoBenefit } from "../domain/promo.ts";
import { grantIn } from "./grants.ts";
import type { Clock } from "./ports.ts";
import { circumstancesOf, refuse } from "./promos.ts";

/** What came of a code. */
export type Redemption =
  | {
    kind: "days" | "gift";
    code: string;
    plan: { id: string; name: Localized };
    days: number;
    /** When what it gave is over, as things are; null where it never is. */
    until: number | null;
  }
  | {
    kind: "discount";
    code: string;
    benefit: PromoBenefit & { kind: "percent" | "amount" };
    offers: string[] | null;
  }
  /** Days for both, once the member has paid for the first time. */
  | { kind: "referral"; code: string; plan: { id: string; name: Localized }; days: number };

/** What a code that gives days brings. */
type Days = PromoBenefit & { kind: "days" | "plan" };

export interface PromoRedemptions {
  /**
   * Redeems a code that gives days; of one that takes something off a price, tells what it brings.
   * The code is canonical; undefined where there is none. Errors: `promo_refused`, `not_found`
   * (`what`: member).
   */
  redeem(memberId: string, code: string): Promise<Redemption | undefined>;
}

/** Makes what redeems the codes that give days. */
export function createPromoRedemptions(deps: {
  db: Database;
  clock: Clock;
  community: Pick<Community, "plans">;
}): PromoRedemptions {
  const { db, clock, community: { plans } } = deps;

  /** What a code gives to this member: more of the plan that they have, where it says so. */
  async function givenBy(
    tx: Transaction,
    { kind, planId }: Days,
    memberId: string,
    now: number,
  ): Promise<{ planId: string; terms: GrantTerms }> {
    const had = kind === "days" ? accessOf(plans, await listGrants(tx, memberId), now).grant : null;
    const wanted = had?.planId ?? planId;
    const plan = plans.find(({ id, rank }) => id === wanted && rank > 0);
    if (plan) return { planId: wanted, terms: termsOf(plan) };
    if (had) return { planId: wanted, terms: had.terms };
    // The plan was taken out of the pack since the code was made.
    throw new AppError("promo_refused", { reason: "over", validUntil: null });
  }

  async function redeemDays(memberId: string, { code }: Promo): Promise<Redemption> {
    const now = clock.now();
    const useId = `redemption:${memberId}`;
    return await db.tx(async (tx) => {
      const promo = (await getPromo(tx, code))!;
      const purpose = { for: "redemption" } as const;
      const before = await getUse(tx, code, useId);
      refuse(promo, await circumstancesOf(tx, code, { memberId, purpose }), now);
      const benefit = promo.benefit as Days;
      const id = `redemption:${code}:${memberId}`;
      const { days } = benefit;
      const { planId, terms } = await givenBy(tx, benefit, memberId, now);
      const grant = { id, memberId, planId, source: "promo", days, earliest: now, terms } as const;
      await grantIn(tx, grant, now);
      await setUse(tx, before, {
        schema: 1,
        code,
        useId,
        memberId,
        state: "used",
        revenue: null,
        off: null,
        at: now,
      });
      const until = endOf(await listGrants(tx, memberId), id);
      return { kind: "days", code, plan: { id: planId, name: terms.name }, days, until };
    }, { lane: keys.promoTally(code) });
  }

  return {
    async redeem(memberId, code) {
      const promo = await findPromo(db, code);
      if (!promo) return undefined;
      const isOff = isDiscount(promo.benefit);
      const purpose = { for: isOff ? "look" : "redemption" } as const;
      // Whoever is refused as it stands does not keep others waiting.
      const circumstances = await circumstancesOf(db, promo.code, { memberId, purpose });
      refuse(promo, circumstances, clock.now());
      const { benefit, offers } = promo;
      if (isDiscount(benefit)) return { kind: "discount", code: promo.code, benefit, offers };
      return await redeemDays(memberId, promo);
    },
  };
}

/** When a grant is over by the fold of all; null where it never is. */
export function endOf(grants: readonly Grant[], grantId: string): number | null {
  const { spans, besides } = foldGrants(grants);
  const last = [...spans, ...besides]
    .findLast(({ grant, reason }) => grant.id === grantId && reason === "granted");
  return last?.until ?? null;
}
