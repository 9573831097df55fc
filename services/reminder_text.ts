import { listGrants } from "../db/granted.ts";
import type { RangeReader } from "../db/reader.ts";
import { getStarsSubscription } from "../db/stars.ts";
import { freePlan } from "../domain/access.ts";
import type { Community } from "../domain/community.ts";
import { foldGrants, GRANT_DAY } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import { type Reminder, reminderAt } from "../domain/reminder.ts";
import { isRenewing } from "../domain/stars_subscription.ts";
import type { Texts } from "./texts.ts";

/** The reminder that is to be sent to a member now; none where what ends renews itself. */
export async function reminderNow(
  reader: RangeReader,
  memberId: string,
  now: number,
): Promise<Reminder | undefined> {
  if (await renewsItself(reader, memberId, now)) return undefined;
  return reminderAt(foldGrants(await listGrants(reader, memberId)).spans, now);
}

/** Whether what a member has is going to be paid again by itself; Telegram may be a little late. */
export async function renewsItself(
  reader: RangeReader,
  memberId: string,
  now: number,
): Promise<boolean> {
  const subscription = await getStarsSubscription(reader, memberId);
  return subscription !== undefined && isRenewing(subscription, now);
}

/** A reminder in words, in the member's language and by the community's clock. */
export async function reminderText(
  { community: { assistant, plans }, texts }: {
    community: Pick<Community, "assistant" | "plans">;
    texts: Texts;
  },
  { language }: Pick<Member, "language">,
  { kind, end, name, trial, graceUntil }: Reminder,
  now: number,
): Promise<string> {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: assistant.timeZone,
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  });
  const goesOn = graceUntil !== null && graceUntil > now;
  return await texts.format(language, end > now ? "reminder-before" : `reminder-${kind}`, {
    plan: name[language],
    free: freePlan(plans).name[language],
    trial: trial ? "yes" : "no",
    date: format.format(end),
    days: Math.ceil((end - now) / GRANT_DAY),
    grace: goesOn ? "yes" : "no",
    until: goesOn ? format.format(graceUntil) : "",
  });
}
