import { Hono } from "hono";
import type { Language } from "../domain/community.ts";
import { codeLink } from "../domain/promo_code.ts";
import type { Gifts } from "../services/gifts.ts";
import type { Members } from "../services/members.ts";
import type { BotNames } from "../services/ports.ts";
import type { Redemption, Redemptions } from "../services/redemptions.ts";
import type { Referrals } from "../services/referrals.ts";
import { checkRedemption } from "./checks.ts";
import type { RequestEnvironment } from "./environment.ts";
import type { RateLimit } from "./limits.ts";
import type { GiftView, Redeemed, ReferralView } from "./schemas.ts";

/** What the routes of codes work with. */
export interface CodeServices {
  redemptions: Redemptions;
  gifts: Pick<Gifts, "list">;
  referrals: Pick<Referrals, "view">;
  bot: BotNames;
}

/** `/promo`, `/gifts` and `/referral`: what a member was given, gives, and gets for inviting. */
export function promoRoutes(deps: {
  codes: () => Promise<CodeServices>;
  members: Pick<Members, "find">;
  /** Of codes that are tried, right ones too. */
  limit: RateLimit;
}) {
  const { codes, members, limit } = deps;
  const languageOf = async (memberId: string) => (await members.find(memberId)).language;
  return new Hono<RequestEnvironment>()
    .post("/promo", checkRedemption, async (context) => {
      const memberId = context.get("memberId");
      limit.count(memberId);
      const { redemptions } = await codes();
      const redeemed = await redemptions.redeem(memberId, context.req.valid("json").code);
      return context.json(redeemedView(redeemed, await languageOf(memberId)));
    })
    .get("/gifts", async (context) => {
      const memberId = context.get("memberId");
      const language = await languageOf(memberId);
      const bought = await (await codes()).gifts.list(memberId);
      const gifts = bought.map(({ code, link, offer, days, boughtAt, redeemedAt }): GiftView => ({
        code,
        link,
        name: offer.terms.name[language],
        days,
        boughtAt,
        redeemedAt,
      }));
      return context.json({ gifts });
    })
    .get("/referral", async (context) => {
      const memberId = context.get("memberId");
      const { referrals, bot } = await codes();
      const { code, planName, ...figures } = await referrals.view(memberId);
      return context.json(
        {
          link: codeLink(await bot.userName(), "ref", code),
          planName: planName[await languageOf(memberId)],
          ...figures,
        } satisfies ReferralView,
      );
    });
}

function redeemedView(redeemed: Redemption, language: Language): Redeemed {
  const { kind, code } = redeemed;
  const nothing = { plan: null, days: null, until: null, percent: null, off: null, offers: null };
  if (kind === "discount") {
    const { benefit, offers } = redeemed;
    const isPercent = benefit.kind === "percent";
    return {
      ...nothing,
      kind,
      code,
      percent: isPercent ? benefit.percent : null,
      off: isPercent ? null : benefit.money,
      offers,
    };
  }
  const { plan: { id, name }, days } = redeemed;
  const until = kind === "referral" ? null : redeemed.until;
  return { ...nothing, kind, code, plan: { id, name: name[language] }, days, until };
}
