import { listCallRecords, noteCall } from "../db/call_figures.ts";
import { keys } from "../db/keys.ts";
import type { Database } from "../db/tx.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Call } from "../domain/call.ts";
import { type CallFigures, type DayOfCalls, sumUpDay } from "../domain/call_figures.ts";
import type { Community } from "../domain/community.ts";
import type { Clock } from "./ports.ts";

export interface CallStatistics {
  /**
   * Keeps what the agent of a call measured, once for each epoch: again, it takes the place of what
   * it told before. Of an incognito call, and of one that is gone, nothing is kept.
   */
  record(call: Call, figures: CallFigures): Promise<void>;
  /** How the calls of the last days went, today first; days without calls are left out. */
  byDay(days: number): Promise<DayOfCalls[]>;
}

/** Makes the operator's figures of calls. */
export function createCallStatistics(
  { db, clock, community }: {
    db: Database;
    clock: Clock;
    community: Pick<Community, "assistant">;
  },
): CallStatistics {
  const { timeZone } = community.assistant;
  return {
    async record(call, figures) {
      await db.tx(async (tx) => {
        const record = await tx.get<Call>(keys.call(call.id));
        if (record) await noteCall(tx, { ...record, epoch: call.epoch }, figures);
      });
    },
    async byDay(days) {
      const found: DayOfCalls[] = [];
      let day = dayOf(clock.now(), timeZone);
      for (let past = 0; past < days; past += 1) {
        const records = await listCallRecords(db, day.name);
        if (records.length > 0) found.push(sumUpDay(day.name, records));
        day = dayOf(day.start - 1, timeZone);
      }
      return found;
    },
  };
}
