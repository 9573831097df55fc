import { Composer } from "grammy";
import { codeAnswer, isCodeLink } from "./promo.ts";
import type { BotDependencies, MemberContext } from "./context.ts";

/**
 * `/start`: the greeting, and the way into the app, in the member's language; where the link has a
 * code, what came of it; and the way to the plans, as long as there is one to try.
 */
export function start(deps: BotDependencies) {
  const { community, messenger, outbox, texts, trials } = deps;
  const composer = new Composer<MemberContext>();
  composer.command("start", async ({ member, update, match }) => {
    const greeting = community.assistant.greeting[member.language];
    const text = member.name === null
      ? greeting
      : await texts.format(member.language, "bot-start-again", { name: member.name });
    const open = await texts.format(member.language, "bot-open");
    const came = isCodeLink(match) ? await codeAnswer(deps, member, match) : undefined;
    // Whoever has not met her yet is greeted as well.
    const parts = came && member.name !== null ? [came.text] : came ? [text, came.text] : [text];
    const trial = came ? undefined : await (await trials()).offered(member.id);
    const tryOut = trial && await texts.format(member.language, "bot-trial-offer", {
      plan: trial.name[member.language],
      days: trial.days,
    });
    await outbox.send({
      member,
      kind: "start",
      dedupeKey: `update:${update.update_id}`,
      text: parts.join("\n\n"),
      buttons: came?.buttons ?? [
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
