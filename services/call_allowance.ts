import type { Database, Transaction } from "../db/tx.ts";
import { getUsage } from "../db/usage.ts";
import { limitOf, type PlanInForce } from "../domain/access.ts";
import { charge, extend, left, release } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Call } from "../domain/call.ts";
import type { AllowanceKind, Community } from "../domain/community.ts";
import { readAccess } from "./access.ts";
import { CALL_SECONDS, noteAllowance, periodAmong, refusal } from "./allowances.ts";
import { changeHeld, type Counter, countersOf, holdUnit } from "./held_units.ts";
import type { Clock } from "./ports.ts";

/** How long a call is held without anybody saying that it goes on, in milliseconds. */
const HOLD_TIME = 10 * 60_000;

/** What a call takes of an allowance; where a period counts one of them, it counts both. */
const OF_CALLS = ["calls", "call_minutes"] as const;
const OF_MINUTES = ["call_minutes", "calls"] as const;

/**
 * Holds one call of what the member has now; answers for how long may be talked.
 *
 * Errors: `allowance_exhausted` (`kind`, `per`, `limit`, `resetsAt`).
 */
export async function holdCall(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { id, memberId }: { id: string; memberId: string },
): Promise<{ day: string; period?: string; allowedMilliseconds: number | null }> {
  const day = dayOf(clock.now(), community.assistant.timeZone);
  const access = await readAccess(tx, community, memberId, clock.now());
  const now = liveness.now();
  const counters = countersOf(access, day, [...OF_CALLS]);
  const unit = { id, memberId, until: now + HOLD_TIME };
  const exhausted = await holdUnit(tx, "calls", counters, unit, now);
  if (exhausted) throw refusal("calls", exhausted);
  let allowed = limitOfOne(access.plan);
  for (const counter of countersOf(access, day, [...OF_MINUTES])) {
    const rest = await restOf(tx, memberId, counter);
    if (rest === 0) throw refusal("call_minutes", counter);
    if (rest !== null) allowed = Math.min(allowed ?? Infinity, rest);
  }
  return { day: day.name, ...periodAmong(counters), allowedMilliseconds: allowed };
}

/** What may be talked in one call, in milliseconds; null without a limit. */
function limitOfOne(plan: PlanInForce): number | null {
  const limit = limitOf(plan, "call_minutes", "call");
  return limit === null ? null : limit * 60_000;
}

/** What is left of the minutes of a day or a period, in milliseconds; null without a limit. */
async function restOf(
  tx: Transaction,
  memberId: string,
  { span, limit }: Counter,
): Promise<number | null> {
  if (limit === null) return null;
  const { used } = await getUsage(tx, memberId, CALL_SECONDS, span);
  return Math.max(0, limit * 60_000 - used * 1000);
}

/**
 * Charges what a change of a call comes to: seconds talked, the call itself once both were there. A
 * call that ends without is given back, and one that goes on stays held.
 */
export async function settleCall(
  tx: Transaction,
  before: Call,
  after: Call,
  now: number,
): Promise<void> {
  const { id } = after;
  const seconds = wholeSeconds(after) - wholeSeconds(before);
  if (seconds > 0) {
    await changeHeld(tx, CALL_SECONDS, after, (usage) => ({
      ...usage,
      used: usage.used + seconds,
    }));
  }
  if (before.charged || before.status === "ended") return;
  if (after.charged) return void await changeHeld(tx, "calls", after, (usage) => charge(usage, id));
  if (after.status === "ended") {
    return void await changeHeld(tx, "calls", after, (usage) => release(usage, id));
  }
  const { reservations } = await getUsage(tx, after.memberId, "calls", after.day);
  if ((reservations[id] ?? 0) - now > HOLD_TIME / 2) return;
  await changeHeld(tx, "calls", after, (usage) => extend(usage, id, now + HOLD_TIME));
}

/**
 * The limit by which a member may start no more calls on the day of a call, or in the period now. What
 * the call has nearly used up is noted, to be told.
 *
 * It decides only what is told, so nothing that it reads is checked at the commit, which has many
 * other keys to check.
 */
export async function usedUpCalls(
  { db, community, clock }: { db: Database; community: Community; clock: Clock },
  tx: Transaction,
  call: Call,
  now: number,
): Promise<Counter | undefined> {
  const { memberId, day } = call;
  const access = await readAccess(db, community, memberId, clock.now());
  const today = { ...dayOf(clock.now(), community.assistant.timeZone), name: day };
  const peeked = (kind: string, { span }: Counter) =>
    getUsage({ get: (key) => tx.peek(key) }, memberId, kind, span);
  const note = (kind: AllowanceKind, { span, limit }: Counter, used: number, by: number) => {
    // That all is used up is told as a limit.
    if (limit === null || used >= limit) return;
    noteAllowance(tx, { memberId, kind, span }, [used - by, used], limit, clock.now());
  };
  for (const counter of countersOf(access, today, [...OF_MINUTES])) {
    const { used } = await peeked(CALL_SECONDS, counter);
    note("call_minutes", counter, used / 60, wholeSeconds(call) / 60);
  }
  let usedUp: Counter | undefined;
  for (const counter of countersOf(access, today, [...OF_CALLS])) {
    const usage = await peeked("calls", counter);
    note("calls", counter, usage.used, 1);
    if (left(usage, counter.limit, now) === 0) usedUp ??= counter;
  }
  return usedUp;
}

function wholeSeconds({ talkedMilliseconds }: Call): number {
  return Math.floor(talkedMilliseconds / 1000);
}
