import type { Database } from "../db/tx.ts";
import { getMember } from "../db/members.ts";
import { readCode } from "../domain/promo_code.ts";
import type { Gifts } from "./gifts.ts";
import type { Guessing } from "./guesses.ts";
import { refuseBanned } from "./members.ts";
import type { PromoRedemptions, Redemption } from "./promo_redemption.ts";
import type { Referrals } from "./referrals.ts";

export type { Redemption } from "./promo_redemption.ts";

/** The one door for whatever a member has been given in letters. */
export interface Redemptions {
  /**
   * Redeems a code of days or of a gift, and tells what a discount or an invitation brings.
   *
   * It may begin with `promo_`, `gift_` or `ref_`, as in a link; without, it is a promo code or a
   * gift's. Errors: `promo_refused` with the exact reason, `banned`, `session_invalid`.
   */
  redeem(memberId: string, typed: string): Promise<Redemption>;
}

/** Makes the door of all codes. */
export function createRedemptions(deps: {
  db: Database;
  guessing: Guessing;
  promos: PromoRedemptions;
  gifts: Pick<Gifts, "redeem">;
  referrals: Pick<Referrals, "look">;
}): Redemptions {
  const { db, guessing, promos, gifts, referrals } = deps;

  async function find(memberId: string, typed: string): Promise<Redemption | undefined> {
    const { kind, code } = readCode(typed);
    if (code === undefined) return undefined;
    if (kind === "ref") return await referrals.look(memberId, code);
    const promo = kind === "gift" ? undefined : await promos.redeem(memberId, code);
    return promo ?? (kind === "promo" ? undefined : await gifts.redeem(memberId, code));
  }

  return {
    async redeem(memberId, typed) {
      refuseBanned(await getMember(db, memberId));
      return await guessing.lookUp(memberId, () => find(memberId, typed));
    },
  };
}
