import type { Call } from "../domain/call.ts";
import { type CallFigures, type CallRecord, keptFigures } from "../domain/call_figures.ts";
import { keys } from "./keys.ts";
import { pagesBelow } from "./pages.ts";
import type { Database, Transaction } from "./tx.ts";

/** How long the figures of a call are kept, in milliseconds: a year, and the season before it. */
const KEPT_FOR = 400 * 24 * 3600_000;

/**
 * Notes how a call ended, for the operator's figures; `figures` are those of its agent, where it
 * told them. Again, or late, it adds nothing. An incognito call leaves none.
 */
export async function noteCall(
  tx: Transaction,
  call: Call,
  figures?: CallFigures,
): Promise<void> {
  if (call.incognito) return;
  const key = keys.callFigures(call.day, call.id);
  const known = await tx.get<CallRecord>(key);
  const record: CallRecord = {
    schema: 1,
    endReason: call.endReason,
    talkedMilliseconds: call.talkedMilliseconds,
    figures: {
      ...known?.figures,
      ...(figures && { [call.epoch]: keptFigures(figures) }),
    },
  };
  tx.set(key, record, { expireIn: KEPT_FOR });
}

/** How the calls of a community's day went. */
export async function listCallRecords(db: Database, day: string): Promise<CallRecord[]> {
  const pages = await Array.fromAsync(pagesBelow<CallRecord>(db, keys.callFiguresOfDay(day)));
  return pages.flat().map(({ value }) => value);
}
