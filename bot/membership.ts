import { Composer } from "grammy";
import type { BotDependencies, MemberContext } from "./context.ts";

/** Follows whether the member has blocked the bot, so that nobody is written to in vain. */
export function membership({ members }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  composer.on("my_chat_member", async ({ member, myChatMember }) => {
    await members.setUnreachable(member.id, myChatMember.new_chat_member.status === "kicked");
  });
  return composer;
}
