import { getLogger } from "@logtape/logtape";
import { type Due, listDue } from "../db/due.ts";
import { passReminders } from "../db/grants.ts";
import { getMember } from "../db/members.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import { reminderText, renewsItself } from "./reminder_text.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "reminders"]);

/** Most members that one sweep looks at. */
const BATCH = 500;

export interface Reminders {
  /**
   * Reminds those whose days end, 500 at most; answers how many.
   *
   * After a time without a sweep each is told only what makes sense by now.
   */
  sweep(): Promise<number>;
}

/** Makes the reminders of what members have and that it ends. */
export function createReminders(deps: {
  db: Database;
  clock: Clock;
  community: Pick<Community, "assistant" | "plans">;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): Reminders {
  const { db, clock, outbox, texts } = deps;

  async function remind(due: Due): Promise<boolean> {
    const { id: memberId } = due;
    return await db.tx(async (tx) => {
      const now = clock.now();
      const reminder = await passReminders(tx, due, now);
      const member = reminder && await getMember(tx, memberId);
      if (!member || member.bannedAt !== null) return false;
      if (await renewsItself(tx, memberId, now)) return false;
      const { kind, end, until } = reminder;
      return await outbox.add(tx, {
        member,
        kind: "reminder",
        dedupeKey: `reminder:${kind}:${end}`,
        text: await reminderText(deps, member, reminder, now),
        buttons: [[{ text: await texts.format(member.language, "bot-plans"), appPath: "plans" }]],
        reminder: { kind, end },
        expiresAt: until,
      });
    });
  }

  return {
    async sweep() {
      let reminded = 0;
      for (const due of await listDue(db, "reminder", clock.now(), BATCH)) {
        try {
          if (await remind(due)) reminded += 1;
        } catch (error) {
          const { id: memberId } = due;
          log.error("The reminder of {memberId} waits for the next sweep: {error}", {
            memberId,
            error,
          });
        }
      }
      if (reminded > 0) outbox.hurry();
      return reminded;
    },
  };
}
