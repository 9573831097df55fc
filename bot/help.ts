import { Composer } from "grammy";
import type { BotDependencies, MemberContext } from "./context.ts";

/** `/help`: what can be asked here. */
export function help({ outbox, texts }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  composer.command("help", async ({ member, update }) => {
    await outbox.send({
      member,
      kind: "help",
      dedupeKey: `update:${update.update_id}`,
      text: await texts.format(member.language, "bot-help"),
    });
  });
  return composer;
}
