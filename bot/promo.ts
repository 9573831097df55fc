import { Composer } from "grammy";
import type { Language } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import type { Member } from "../domain/member.ts";
import { formatMoney } from "../domain/money.ts";
import type { MessageButton } from "../domain/outbox.ts";
import { promoSentence } from "../services/promo_sentence.ts";
import type { Redemption } from "../services/redemptions.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** What came of a code, with the way on. */
interface CodeAnswer {
  text: string;
  buttons: MessageButton[][];
}

/** `/promo CODE`: redeems a code, or says how it is done. */
export function promo(deps: BotDependencies) {
  const { outbox, texts } = deps;
  const composer = new Composer<MemberContext>();
  composer.command("promo", async ({ member, update, match }) => {
    const typed = match.trim();
    const answer = typed === ""
      ? { text: await texts.format(member.language, "bot-promo-how") }
      : await codeAnswer(deps, member, typed);
    await outbox.send({
      member,
      kind: "promo",
      dedupeKey: `update:${update.update_id}`,
      ...answer,
    });
  });
  return composer;
}

/** Whether a link into the bot carries a code. */
export function isCodeLink(startParam: string): boolean {
  return /^(promo|gift|ref)_./.test(startParam);
}

/** Redeems a code and says what came of it, or why it is not taken. */
export async function codeAnswer(
  deps: BotDependencies,
  { id, language }: Member,
  typed: string,
): Promise<CodeAnswer> {
  const { codes, texts } = deps;
  const button = async (textId: string, appPath: string) => [[
    { text: await texts.format(language, textId), appPath },
  ]];
  try {
    const redeemed = await (await codes()).redemptions.redeem(id, typed);
    const text = await redeemedText(deps, language, redeemed);
    // The plans open with the code in its field.
    if (redeemed.kind === "discount") {
      return { text, buttons: await button("bot-plans", `promo_${redeemed.code}`) };
    }
    return { text, buttons: await button("bot-open", "") };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "promo_refused") throw error;
    const text = await promoSentence(deps, language, error.details);
    return { text, buttons: await button("bot-plans", "plans") };
  }
}

async function redeemedText(
  { texts, community }: BotDependencies,
  language: Language,
  redeemed: Redemption,
): Promise<string> {
  if (redeemed.kind === "discount") {
    const { benefit, code } = redeemed;
    const off = benefit.kind === "percent"
      ? new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 })
        .format(benefit.percent / 100)
      : formatMoney(benefit.money, language);
    return await texts.format(language, "bot-code-discount", { code, off });
  }
  const { plan, days } = redeemed;
  const places = { plan: plan.name[language], days };
  if (redeemed.kind === "referral") {
    return await texts.format(language, "bot-code-referral", places);
  }
  const { timeZone } = community.assistant;
  const { until, kind } = redeemed;
  const date = new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "long" });
  return await texts.format(language, "bot-code-days", {
    ...places,
    kind,
    until: until === null ? "" : date.format(until),
    ends: until === null ? "never" : "then",
  });
}
