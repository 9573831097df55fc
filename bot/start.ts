import { Composer } from "grammy";
import type { BotDependencies, MemberContext } from "./context.ts";

/**
 * `/start`: the greeting, and the way into the app, in the member's language; and to the plans, as long
 * as there is one to try.
 */
export function start({ community, messenger, outbox, texts, trials }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  composer.command("start", async ({ member, update }) => {
    const greeting = community.assistant.greeting[member.language];
    const text = member.name === null
      ? greeting
      : await texts.format(member.language, "bot-start-again", { name: member.name });
    const open = await texts.format(member.language, "bot-open");
    const trial = await (await trials()).offered(member.id);
    const tryOut = trial && await texts.format(member.language, "bot-trial-offer", {
      plan: trial.name[member.language],
      days: trial.days,
    });
    await outbox.send({
      member,
      kind: "start",
      dedupeKey: `update:${update.update_id}`,
      text,
      buttons: [
        [{ text: open, appPath: "" }],
        ...(tryOut ? [[{ text: tryOut, appPath: "plans" }]] : []),
      ],
    });
    if (member.language !== community.assistant.defaultLanguage) {
      await messenger.nameMenuButton(member.telegramId, open);
    }
  });
  return composer;
}
