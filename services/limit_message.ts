import { dayOf } from "../domain/calendar.ts";
import type { Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import type { MessageToSend } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** What a message about a limit is made from. */
export interface LimitMessageDependencies {
  clock: Clock;
  community: Pick<Community, "assistant">;
  texts: Texts;
}

/**
 * What the bot says where a limit is reached, once a day for each `dedupe`, with the way to the plans.
 *
 * `textId` names the sentence; its places may be `left` (0), `hours` and `time` until `resetsAt`.
 */
export async function limitMessage(
  { clock, community, texts }: LimitMessageDependencies,
  member: Member,
  { textId, resetsAt, dedupe }: { textId: string; resetsAt: number; dedupe: string },
): Promise<MessageToSend> {
  const now = clock.now();
  const { timeZone } = community.assistant;
  const { language } = member;
  const text = await texts.format(language, textId, {
    left: 0,
    hours: Math.floor((resetsAt - now) / 3600_000),
    time: new Intl.DateTimeFormat(language, { timeZone, timeStyle: "short" }).format(resetsAt),
  });
  return {
    member,
    kind: "limit",
    dedupeKey: `${dedupe}:${dayOf(now, timeZone).name}`,
    text,
    buttons: [[{ text: await texts.format(language, "bot-plans"), appPath: "plans" }]],
  };
}
