import { getLogger } from "@logtape/logtape";
import { dropDue, type Due, listDue } from "../db/due.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import { getSettings } from "../db/settings.ts";
import type { Database } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import { levelOf } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { AllowanceKind, Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import { readAccess } from "./access.ts";
import { CALL_SECONDS, type NotedAllowance, readNoted } from "./allowances.ts";
import { type Counter, countersOf } from "./held_units.ts";
import { limitMessage } from "./limit_message.ts";
import type { MessageToSend, Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

const log = getLogger(["sfera", "allowance_notices"]);

/** Most notices that one sweep makes. */
const BATCH = 500;

/** What is counted together with an allowance: where a period counts one of them, it counts both. */
const COUNTED = {
  messages: ["messages"],
  calls: ["calls", "call_minutes"],
  call_minutes: ["call_minutes", "calls"],
} as const satisfies Record<AllowanceKind, readonly [AllowanceKind, ...AllowanceKind[]]>;

export interface AllowanceNotices {
  /** Tells those who have nearly or wholly used something up, 500 at most; answers how many. */
  sweep(): Promise<number>;
}

/** Makes the notices of allowances, from what those who charge have noted. */
export function createAllowanceNotices(deps: {
  db: Database;
  clock: Clock;
  community: Community;
  outbox: Pick<Outbox, "add" | "hurry">;
  texts: Texts;
}): AllowanceNotices {
  const { db, clock, community, outbox, texts } = deps;
  const { timeZone } = community.assistant;

  /** The counter that was noted, as it is now; undefined where its day or its plan is over. */
  async function counterOf(
    { memberId, kind, span }: NotedAllowance,
    now: number,
  ): Promise<Counter & { limit: number } | undefined> {
    const access = await readAccess(db, community, memberId, now);
    const counters = countersOf(access, dayOf(now, timeZone), [...COUNTED[kind]]);
    const counter = counters.find((one) => one.span === span);
    return counter && counter.limit !== null ? { ...counter, limit: counter.limit } : undefined;
  }

  /** How much of it is used, in its own units. */
  async function usedOf({ memberId, kind, span }: NotedAllowance): Promise<number> {
    if (kind !== "call_minutes") return (await getUsage(db, memberId, kind, span)).used;
    return (await getUsage(db, memberId, CALL_SECONDS, span)).used / 60;
  }

  async function messageOf(
    member: Member,
    noted: NotedAllowance,
    counter: Counter & { limit: number },
    now: number,
  ): Promise<MessageToSend | undefined> {
    const { kind, percent, span } = noted;
    const used = await usedOf(noted);
    const { limit, resetsAt, per } = counter;
    if (levelOf(used, limit) !== percent) return undefined;
    if (percent === 100) {
      const { muted } = await getSettings(db, member.id);
      if (muted.includes("allowances")) return undefined;
      // Under the key of the message that refuses: the way to the plans stands under one of them.
      return await limitMessage(deps, member, {
        textId: "bot-limit",
        kind: "messages",
        limit: { per, resetsAt },
        dedupe: `limit:${member.id}`,
      });
    }
    return {
      member,
      kind: "allowance",
      dedupeKey: `allowance:${kind}:${percent}:${span}`,
      text: await nearlyUsed(member, kind, counter, Math.max(0, Math.floor(limit - used)), now),
      buttons: [[{ text: await texts.format(member.language, "bot-plans"), appPath: "plans" }]],
      ...(resetsAt !== null && { expiresAt: resetsAt }),
    };
  }

  async function nearlyUsed(
    { language }: Member,
    kind: AllowanceKind,
    { per, resetsAt, limit }: Counter,
    left: number,
    now: number,
  ): Promise<string> {
    const at = resetsAt ?? now;
    const day = new Intl.DateTimeFormat(language, { timeZone, day: "numeric", month: "long" });
    const time = new Intl.DateTimeFormat(language, { timeZone, timeStyle: "short" });
    return await texts.format(language, per === "day" ? "allowance-day" : "allowance-period", {
      kind,
      left,
      limit: limit ?? 0,
      hours: Math.floor((at - now) / 3600_000),
      time: time.format(at),
      ends: resetsAt === null ? "never" : "then",
      date: day.format(at),
    });
  }

  async function tell(due: Due): Promise<boolean> {
    const now = clock.now();
    const noted = readNoted(due.id);
    const known = noted && await getMember(db, noted.memberId);
    // What is said is read without a check: it decides nothing.
    const counter = noted && known && await counterOf(noted, now);
    const message = known && counter && await messageOf(known, noted, counter, now);
    return await db.tx(async (tx) => {
      const stands = await tx.get(keys.due("allowance", due.moment, due.id)) !== undefined;
      dropDue(tx, "allowance", due);
      return stands && message !== undefined && await outbox.add(tx, message);
    });
  }

  return {
    async sweep() {
      let told = 0;
      for (const due of await listDue(db, "allowance", clock.now(), BATCH)) {
        try {
          if (await tell(due)) told += 1;
        } catch (error) {
          log.error("A notice of an allowance waits for the next sweep: {error}", { error });
        }
      }
      if (told > 0) outbox.hurry();
      return told;
    },
  };
}
