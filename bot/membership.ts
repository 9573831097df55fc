import { Composer } from "grammy";
import type { BotDependencies, MemberContext } from "./context.ts";

/** Follows whether the bot may write to the member, so that nobody is written to in vain. */
export function membership({ members }: BotDependencies) {
  const composer = new Composer<MemberContext>();
  composer.on("my_chat_member", async ({ member, myChatMember }) => {
    await members.setUnreachable(member.id, myChatMember.new_chat_member.status === "kicked");
  });
  // Whoever writes at all is met as reachable again; what tells of the leave itself asks nothing.
  composer.on("message:write_access_allowed", () => {});
  return composer;
}
