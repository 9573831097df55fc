import { systemBytes } from "../clients/system.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Language } from "../domain/community.ts";
import type { ErrorDetails } from "../domain/errors.ts";
import { readCode } from "../domain/promo_code.ts";
import { signer } from "../services/crypto.ts";
import { createGifts } from "../services/gifts.ts";
import { createGuessing } from "../services/guesses.ts";
import type { Outbox } from "../services/outbox.ts";
import { createPromoCodes } from "../services/promo_codes.ts";
import { createPromoRedemptions } from "../services/promo_redemption.ts";
import { promoSentence } from "../services/promo_sentence.ts";
import { createPromoUses } from "../services/promos.ts";
import { createRedemptions } from "../services/redemptions.ts";
import { createReferrals } from "../services/referrals.ts";
import type { AppDependencies } from "./dependencies.ts";

export type Codes = ReturnType<typeof createCodes>;

/** What has to do with codes: promotions, gifts and invitations. */
export function createCodes(
  given: Pick<AppDependencies, "config" | "clock" | "liveness" | "texts" | "telegram"> & {
    db: Database;
    outbox: Outbox;
  },
) {
  const { clock, texts, telegram } = given;
  const { community } = given.config;
  const deps = { ...given, community, random: systemBytes, bot: telegram };
  const guessing = createGuessing(deps);
  const gifts = createGifts(deps);
  const referrals = createReferrals(deps);
  const promos = createPromoRedemptions(deps);
  return {
    bot: telegram,
    gifts,
    referrals,
    /** What a checkout and an invoice do with a code. */
    uses: createPromoUses({ ...deps, guessing }),
    redemptions: createRedemptions({ ...deps, guessing, promos, gifts, referrals }),
    /** What operators do with codes. */
    codes: createPromoCodes({ ...deps, sign: signer(given.config.telegram.token, "promo") }),
    async invited(tx: Transaction, memberId: string, startParam: string): Promise<void> {
      const { kind, code } = readCode(startParam);
      if (kind !== "ref" || code === undefined) return;
      await referrals.invite(tx, { memberId, code }, clock.now());
    },
    whyRefused: (language: Language, details: ErrorDetails) =>
      promoSentence({ texts, community }, language, details),
  };
}
