import { listGrants } from "../db/granted.ts";
import { keys } from "../db/keys.ts";
import type { RangeReader } from "../db/reader.ts";
import { freePlan } from "../domain/access.ts";
import type { Community } from "../domain/community.ts";
import { foldGrants, GRANT_DAY } from "../domain/grant.ts";
import type { Member } from "../domain/member.ts";
import { type Reminder, reminderAt } from "../domain/reminder.ts";
import type { Texts } from "./texts.ts";

/**
 * How long a subscription may be late to renew itself before its end is told, in milliseconds.
 * Telegram charges at the end and tells of it a little later.
 */
const RENEWAL_LATENESS = 12 * 3600_000;

/** What is read of a subscription in Stars. */
interface RenewingSubscription {
  cancelled: boolean;
  /** When what was paid for is over, and it renews itself. */
  expiresAt: number;
}

/** The reminder that is to be sent to a member now; none where what ends renews itself. */
export async function reminderNow(
  reader: RangeReader,
  memberId: string,
  now: number,
): Promise<Reminder | undefined> {
  if (await renewsItself(reader, memberId, now)) return undefined;
  return reminderAt(foldGrants(await listGrants(reader, memberId)).spans, now);
}

/** Whether a subscription goes on by itself, as far as anybody knows. */
export async function renewsItself(
  reader: RangeReader,
  memberId: string,
  now: number,
): Promise<boolean> {
  const key = keys.starsSubscription(memberId);
  const subscription = await reader.get<RenewingSubscription>(key);
  if (!subscription || subscription.cancelled) return false;
  return now < subscription.expiresAt + RENEWAL_LATENESS;
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
    hour: "2-digit",
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
