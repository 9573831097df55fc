import type { Transaction } from "../db/tx.ts";
import { getUsage, setUsage } from "../db/usage.ts";
import { accessOf, limitOf } from "../domain/access.ts";
import { charge, extend, left, release, reserve } from "../domain/allowance.ts";
import { dayOf } from "../domain/calendar.ts";
import type { Call } from "../domain/call.ts";
import type { AllowanceKind, Community, Plan } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import type { Clock } from "./ports.ts";

/** What a day's talked seconds are counted as; no plan sells them by this name. */
export const CALL_SECONDS = "call_seconds";

/** How long a call is held without anybody saying that it goes on, in milliseconds. */
const HOLD_TIME = 10 * 60_000;

/**
 * Holds one call of today's allowance; answers for how long may be talked.
 *
 * Errors: `allowance_exhausted` (`kind`, `limit`, `resetsAt`).
 */
export async function holdCall(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { id, memberId }: { id: string; memberId: string },
): Promise<{ day: string; allowedMilliseconds: number | null }> {
  const day = dayOf(clock.now(), community.assistant.timeZone);
  const { plan } = accessOf(community.plans);
  const now = liveness.now();
  const exhausted = (kind: AllowanceKind, limit: number | null) =>
    new AppError("allowance_exhausted", { kind, limit, resetsAt: day.end });

  const limit = limitOf(plan, "calls");
  const usage = await getUsage(tx, memberId, "calls", day.name);
  const reserved = reserve(usage, limit, { id, until: now + HOLD_TIME }, now);
  if (!reserved) throw exhausted("calls", limit);

  const { used: seconds } = await getUsage(tx, memberId, CALL_SECONDS, day.name);
  const allowedMilliseconds = allowedOf(plan, seconds);
  if (allowedMilliseconds === 0) throw exhausted("call_minutes", limitOf(plan, "call_minutes"));
  setUsage(tx, memberId, "calls", day.name, reserved);
  return { day: day.name, allowedMilliseconds };
}

/** What may be talked in a call after so many seconds of the same day; null without a limit. */
function allowedOf(plan: Plan, secondsToday: number): number | null {
  const limits = plan.allowances.flatMap(({ kind, per, limit }) => {
    if (kind !== "call_minutes" || limit === null || per === "period") return [];
    const used = per === "day" ? secondsToday * 1000 : 0;
    return [Math.max(0, limit * 60_000 - used)];
  });
  return limits.length > 0 ? Math.min(...limits) : null;
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
  const { id, memberId, day } = after;
  const seconds = wholeSeconds(after) - wholeSeconds(before);
  if (seconds > 0) {
    const usage = await getUsage(tx, memberId, CALL_SECONDS, day);
    setUsage(tx, memberId, CALL_SECONDS, day, { ...usage, used: usage.used + seconds });
  }
  if (before.charged || before.status === "ended") return;
  const usage = await getUsage(tx, memberId, "calls", day);
  if (after.charged) return setUsage(tx, memberId, "calls", day, charge(usage, id));
  if (after.status === "ended") return setUsage(tx, memberId, "calls", day, release(usage, id));
  if ((usage.reservations[id] ?? 0) - now > HOLD_TIME / 2) return;
  setUsage(tx, memberId, "calls", day, extend(usage, id, now + HOLD_TIME));
}

/** Whether a member may start no more calls on the day of a call. */
export async function callsAreUsedUp(
  tx: Transaction,
  community: Community,
  { memberId, day }: Call,
  now: number,
): Promise<boolean> {
  const limit = limitOf(accessOf(community.plans).plan, "calls");
  return left(await getUsage(tx, memberId, "calls", day), limit, now) === 0;
}

function wholeSeconds({ talkedMilliseconds }: Call): number {
  return Math.floor(talkedMilliseconds / 1000);
}
