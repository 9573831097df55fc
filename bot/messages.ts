import { Composer } from "grammy";
import { dayOf } from "../domain/calendar.ts";
import { AppError } from "../domain/errors.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/** Text is answered by the assistant; anything else is told apart honestly. */
export function messages(deps: BotDependencies) {
  const { chat, messenger, outbox, texts } = deps;
  const composer = new Composer<MemberContext>();

  composer.on("message:text", async (context) => {
    const { member, message, update } = context;
    try {
      await chat.send({
        memberId: member.id,
        text: message.text,
        key: `update:${update.update_id}`,
        source: "bot",
      });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "allowance_exhausted") throw error;
      return await tellLimit(deps, context, error);
    }
    void messenger.showTyping(member.telegramId);
  });

  composer.on("message", async ({ member, update }) => {
    await outbox.send({
      member,
      kind: "unsupported",
      dedupeKey: `update:${update.update_id}`,
      text: await texts.format(member.language, "bot-unsupported"),
    });
  });
  return composer;
}

/** Says that the allowance is used up; the way to the plans stands under it once a day. */
async function tellLimit(
  { clock, community, outbox, texts }: BotDependencies,
  { member, update }: MemberContext,
  error: AppError,
) {
  const now = clock.now();
  const { timeZone } = community.assistant;
  const resetsAt = Number(error.details.resetsAt);
  const text = await texts.format(member.language, "bot-limit", {
    left: 0,
    hours: Math.floor((resetsAt - now) / 3600_000),
    time: new Intl.DateTimeFormat(member.language, { timeZone, timeStyle: "short" }).format(
      resetsAt,
    ),
  });
  const plans = await texts.format(member.language, "bot-plans");
  const refusal = { member, kind: "limit", text };
  await outbox.send(
    {
      ...refusal,
      dedupeKey: `limit:${member.id}:${dayOf(now, timeZone).name}`,
      buttons: [[{ text: plans, appPath: "plans" }]],
    },
    { ...refusal, dedupeKey: `update:${update.update_id}` },
  );
}
