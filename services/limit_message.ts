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

/** Which limit is reached, and when it begins anew; `null` where a plan without an end counts it. */
export interface ReachedLimit {
  per: "day" | "call" | "period";
  resetsAt: number | null;
}

/**
 * What the bot says where a limit is reached, once a day for each `dedupe`, with the way to the plans.
 *
 * `textId` names the sentence of a day; its places may be `left` (0), `hours` and `time` until then.
 */
export async function limitMessage(
  { clock, community, texts }: LimitMessageDependencies,
  member: Member,
  { textId, kind, limit: { per, resetsAt }, dedupe }: {
    textId: string;
    kind: "messages" | "calls";
    limit: ReachedLimit;
    dedupe: string;
  },
): Promise<MessageToSend> {
  const now = clock.now();
  const { timeZone } = community.assistant;
  const { language } = member;
  const at = resetsAt ?? now;
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone, ...options }).format(at);
  const text = per === "period"
    ? await texts.format(language, "bot-period-limit", {
      kind,
      ends: resetsAt === null ? "never" : "then",
      date: format({ day: "numeric", month: "long" }),
    })
    : await texts.format(language, textId, {
      left: 0,
      hours: Math.floor((at - now) / 3600_000),
      time: format({ timeStyle: "short" }),
    });
  return {
    member,
    kind: "limit",
    dedupeKey: `${dedupe}:${dayOf(now, timeZone).name}`,
    text,
    buttons: [[{ text: await texts.format(language, "bot-plans"), appPath: "plans" }]],
  };
}
