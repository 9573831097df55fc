import { Composer } from "grammy";
import { FLAG_BUTTON, type FlagAction } from "../domain/payment_flag.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** The store has no key for longer names. */
const LONGEST_WORD = 200;

/**
 * What operators do about payments: the buttons under what needs a person, `/invoice`, `/grant` and
 * `/refund`. One who comes by `/start` is told what waits. Those of other members are left to what answers everything else.
 */
export function operator({ operators, selling, outbox, texts }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  const isOperator = ({ member }: MemberContext) => operators.includes(member.telegramId);
  const operatorActions = async () => (await selling()).operatorActions;
  const own = composer.filter(isOperator);

  const answer = async ({ member, update }: MemberContext, text: string) =>
    await outbox.send({
      member,
      kind: "operator",
      dedupeKey: `update:${update.update_id}`,
      text,
    });

  own.callbackQuery(FLAG_BUTTON, async (context) => {
    const [, action, flagId] = context.match as unknown as string[];
    const text = await (await operatorActions()).act({
      operator: context.member,
      action: action as FlagAction,
      flagId: flagId!,
    });
    await answer(context, text);
    // Telegram forgets a press after a while.
    await context.answerCallbackQuery().catch(() => {});
    if (action === "done") await context.editMessageReplyMarkup().catch(() => {});
  });

  own.command("start", async ({ member }, next) => {
    await next();
    await (await selling()).operatorMessages.catchUp(member.telegramId);
  });

  own.command("invoice", async (context) => {
    const [id] = wordsOf(context.match);
    const text = id === undefined
      ? await usage(context)
      : await (await operatorActions()).describe(context.member, id);
    await answer(context, text);
  });

  own.command("refund", async (context) => {
    const [id, address] = wordsOf(context.match);
    const text = id === undefined
      ? await usage(context)
      : await (await operatorActions()).refund(context.member, id, address);
    await answer(context, text);
  });

  own.command("grant", async (context) => {
    const [telegramId, planId, days, ...rest] = wordsOf(context.match);
    const fits = telegramId !== undefined && planId !== undefined && days !== undefined &&
      rest.length === 0;
    const text = fits
      ? await (await operatorActions()).grant(context.member, {
        telegramId,
        planId,
        days,
        updateId: context.update.update_id,
      })
      : await usage(context);
    await answer(context, text);
  });

  // A button of a member who is no operator any more still has to be answered.
  composer.callbackQuery(FLAG_BUTTON, async (context) => {
    await context.answerCallbackQuery().catch(() => {});
  });
  return composer;

  async function usage({ member }: MemberContext): Promise<string> {
    return await texts.format(member.language, "operator-usage");
  }
}

/** What was written behind a command; longer words than any name of something are cut. */
function wordsOf(match: string | RegExpMatchArray): string[] {
  return String(match).trim().split(/\s+/).filter((word) => word !== "")
    .map((word) => word.slice(0, LONGEST_WORD));
}
