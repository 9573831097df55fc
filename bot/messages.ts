import { Composer } from "grammy";
import { AppError } from "../domain/errors.ts";
import { limitMessage, type ReachedLimit } from "../services/limit_message.ts";
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
  deps: BotDependencies,
  { member, update }: MemberContext,
  error: AppError,
) {
  const told = await limitMessage(deps, member, {
    textId: "bot-limit",
    kind: "messages",
    limit: error.details as unknown as ReachedLimit,
    dedupe: `limit:${member.id}`,
  });
  const { buttons: _, ...plain } = told;
  await deps.outbox.send(told, { ...plain, dedupeKey: `update:${update.update_id}` });
}
