import { getMember } from "../db/members.ts";
import { getSettings } from "../db/settings.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { noticeOf, type OutboxMessage } from "../domain/outbox.ts";
import { quietUntil } from "../domain/quiet_hours.ts";
import { quietHoursOf } from "../domain/settings.ts";
import type { Clock } from "./ports.ts";
import { reminderNow, reminderText } from "./reminder_text.ts";
import type { Texts } from "./texts.ts";

/** What is to be done with a message that can wait, as things are when it could leave. */
export type Verdict =
  /** It is sent, in other words where they are here. */
  | { kind: "send"; text?: string }
  | { kind: "wait"; until: number }
  /** Nobody needs it any more, or wants it. */
  | { kind: "drop" }
  /** Telegram refuses messages to this member. */
  | { kind: "unreachable" };

export type OutboxJudge = (message: OutboxMessage) => Promise<Verdict>;

/**
 * Makes what judges a message that can wait, at the moment of sending: whether the member still wants
 * it and can have it, whether it still is so, and whether it is quiet.
 */
export function createOutboxJudge(deps: {
  db: Database;
  clock: Clock;
  community: Pick<Community, "assistant" | "plans">;
  texts: Texts;
}): OutboxJudge {
  const { db, clock, community } = deps;
  const { timeZone, quietHours } = community.assistant;

  return async ({ memberId, kind, expiresAt = Infinity, reminder }) => {
    const now = clock.now();
    const [member, settings] = await Promise.all([
      getMember(db, memberId),
      getSettings(db, memberId),
    ]);
    const notice = noticeOf(kind);
    const unwanted = !member || member.bannedAt !== null || expiresAt <= now ||
      (notice !== undefined && settings.muted.includes(notice));
    if (unwanted) return { kind: "drop" };
    const current = reminder && await reminderNow(db, memberId, now);
    const isOld = reminder && (current?.kind !== reminder.kind || current.end !== reminder.end);
    if (isOld) return { kind: "drop" };
    if (member.unreachableSince !== null) return { kind: "unreachable" };
    const until = quietUntil(now, timeZone, quietHoursOf(settings, quietHours));
    if (until !== null) return { kind: "wait", until };
    // Said anew: the language, and how many days are left, may be others by now.
    return current
      ? { kind: "send", text: await reminderText(deps, member, current, now) }
      : { kind: "send" };
  };
}
