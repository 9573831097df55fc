import { Composer } from "grammy";
import type { BotDependencies, MemberContext } from "./context.ts";

/** `/help` and `/paysupport`: every bot that is paid has to answer the second (Telegram's terms). */
export function help({ outbox, texts }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  for (const command of ["help", "paysupport"]) {
    composer.command(command, async ({ member, update }) => {
      await outbox.send({
        member,
        kind: command,
        dedupeKey: `update:${update.update_id}`,
        text: await texts.format(member.language, `bot-${command}`),
      });
    });
  }
  return composer;
}
