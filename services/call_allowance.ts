import { listGrants } from "../db/grants.ts";
import { peeking } from "../db/reader.ts";
import type { Database, Transaction } from "../db/tx.ts";
import { getUsage, setUsage } from "../db/usage.ts";
import { type Access, accessOf, limitOf, type PlanInForce } from "../domain/access.ts";
import { charge, extend, left, NO_USAGE, release } from "../domain/allowance.ts";
import { type Day, dayOf } from "../domain/calendar.ts";
import type { Call } from "../domain/call.ts";
import { secondsTalked } from "../domain/call_charge.ts";
import type { AllowanceKind, Community } from "../domain/community.ts";
import { type PackInForce, packsAt, type PackShare } from "../domain/pack.ts";
import { CALL_SECONDS, noteAllowance, periodAmong, refusal } from "./allowances.ts";
import { changeHeld, type Counter, countersOf, holdUnit, periodOf, spansOf } from "./held_units.ts";
import type { Clock } from "./ports.ts";

/** How long a call is held without anybody saying that it goes on, in milliseconds. */
const HOLD_TIME = 10 * 60_000;
/** Packs that one call takes of at most; the next call takes of the rest. */
const MOST_PACKS = 20;

/** What a call takes of an allowance; where a period counts one of them, it counts both. */
const OF_CALLS = ["calls", "call_minutes"] as const;
const OF_MINUTES = ["call_minutes", "calls"] as const;

/** What a call holds from its start on. */
export type HeldCall = Pick<
  Call,
  "day" | "period" | "allowedMilliseconds" | "packs" | "beyondPlan"
>;

/**
 * Holds one call of what the member has now; answers for how long may be talked.
 *
 * Minutes of packs come after those of the plan, also beyond its limit of one call; and where the plan
 * has no call or no minute left, they pay for a call that is none of the plan's. It checks six keys.
 * Errors: `allowance_exhausted` (`kind`, `per`, `limit`, `resetsAt`).
 */
export async function holdCall(
  tx: Transaction,
  { community, clock, liveness }: { community: Community; clock: Clock; liveness: Clock },
  { id, memberId }: { id: string; memberId: string },
): Promise<HeldCall> {
  const day = dayOf(clock.now(), community.assistant.timeZone);
  const grants = await listGrants(tx, memberId);
  const access = accessOf(community.plans, grants, clock.now());
  const now = liveness.now();
  const counters = countersOf(access, day, [...OF_CALLS]);
  const named = { day: day.name, ...periodAmong(counters) };
  const ofPlan = await minutesOfPlan(tx, memberId, access, day);
  const packs = await packsLeft(tx, memberId, packsAt(grants, clock.now()));
  const beyond = { ...named, allowedMilliseconds: sumOf(packs), packs, beyondPlan: true as const };
  // A call for which the plan has no minute takes none of its calls either.
  if (ofPlan.none && packs.length > 0) return beyond;
  const unit = { id, memberId, until: now + HOLD_TIME };
  const exhausted = await holdUnit(tx, "calls", counters, unit, now);
  if (exhausted && packs.length > 0) return beyond;
  if (exhausted) throw refusal("calls", exhausted);
  if (ofPlan.none) throw refusal("call_minutes", ofPlan.none);
  const { milliseconds } = ofPlan;
  if (milliseconds === null || packs.length === 0) {
    return { ...named, allowedMilliseconds: milliseconds };
  }
  return { ...named, allowedMilliseconds: milliseconds + sumOf(packs), packs };
}

/** What the plan allows one call to talk, in milliseconds, or the counter that has nothing left. */
async function minutesOfPlan(
  tx: Transaction,
  memberId: string,
  access: Access,
  day: Day,
): Promise<{ milliseconds: number | null; none?: Counter }> {
  let milliseconds = limitOfOne(access.plan);
  for (const counter of countersOf(access, day, [...OF_MINUTES])) {
    const rest = await restOf(tx, memberId, counter);
    if (rest === 0) return { milliseconds: 0, none: counter };
    if (rest !== null) milliseconds = Math.min(milliseconds ?? Infinity, rest);
  }
  return { milliseconds };
}

/**
 * What is left of packs, in their order; those that are used up are left out.
 *
 * Only the first is checked at the commit. Nobody but the member's one live call takes of packs, and
 * it takes of the first that has anything: so whatever is taken meanwhile changes that one too, and
 * what is used up stays so.
 */
async function packsLeft(
  tx: Transaction,
  memberId: string,
  lasting: readonly PackInForce[],
): Promise<PackShare[]> {
  const left: PackShare[] = [];
  for (const { grantId, seconds } of lasting) {
    if (left.length === MOST_PACKS) break;
    const span = periodOf(grantId);
    let { used } = await getUsage(peeking(tx), memberId, CALL_SECONDS, span);
    if (used < seconds && left.length === 0) {
      used = (await getUsage(tx, memberId, CALL_SECONDS, span)).used;
    }
    if (used < seconds) left.push({ span, used, left: seconds - used });
  }
  return left;
}

function sumOf(packs: readonly PackShare[]): number {
  return packs.reduce((sum, { left }) => sum + left * 1000, 0);
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
  await chargeSeconds(tx, before, after);
  if (after.beyondPlan || before.charged || before.status === "ended") return;
  if (after.charged) return void await changeHeld(tx, "calls", after, (usage) => charge(usage, id));
  if (after.status === "ended") {
    return void await changeHeld(tx, "calls", after, (usage) => release(usage, id));
  }
  const { reservations } = await getUsage(tx, after.memberId, "calls", after.day);
  if ((reservations[id] ?? 0) - now > HOLD_TIME / 2) return;
  await changeHeld(tx, "calls", after, (usage) => extend(usage, id, now + HOLD_TIME));
}

/**
 * Charges what was talked between two states of a call, to the plan and then to its packs.
 *
 * None of these usages is checked at the commit: only the member's one live call changes them, and the
 * commit checks its record. A pack is not even read: what is used of it is what it was at the start of
 * the call and what this call has taken since.
 */
async function chargeSeconds(tx: Transaction, before: Call, after: Call): Promise<void> {
  const { memberId, packs = [] } = after;
  const [was, is] = [secondsTalked(before), secondsTalked(after)];
  const seconds = is.plan - was.plan;
  for (const span of seconds > 0 ? spansOf(after) : []) {
    const usage = await getUsage(peeking(tx), memberId, CALL_SECONDS, span);
    setUsage(tx, memberId, CALL_SECONDS, span, { ...usage, used: usage.used + seconds });
  }
  packs.forEach(({ span, used }, index) => {
    if (is.packs[index] === was.packs[index]) return;
    const usage = { ...NO_USAGE, used: used + is.packs[index]! };
    setUsage(tx, memberId, CALL_SECONDS, span, usage);
  });
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
  const grants = await listGrants(db, memberId);
  const access = accessOf(community.plans, grants, clock.now());
  const today = { ...dayOf(clock.now(), community.assistant.timeZone), name: day };
  const peeked = (kind: string, span: string) => getUsage(peeking(tx), memberId, kind, span);
  const note = (kind: AllowanceKind, { span, limit }: Counter, used: number, by: number) => {
    // That all is used up is told as a limit.
    if (limit === null || used >= limit) return;
    noteAllowance(tx, { memberId, kind, span }, [used - by, used], limit, clock.now());
  };
  for (const counter of countersOf(access, today, [...OF_MINUTES])) {
    const { used } = await peeked(CALL_SECONDS, counter.span);
    note("call_minutes", counter, used / 60, secondsTalked(call).plan / 60);
  }
  let usedUp: Counter | undefined;
  for (const counter of countersOf(access, today, [...OF_CALLS])) {
    const usage = await peeked("calls", counter.span);
    note("calls", counter, usage.used, call.beyondPlan ? 0 : 1);
    if (left(usage, counter.limit, now) === 0) usedUp ??= counter;
  }
  if (!usedUp) return undefined;
  // Who has minutes of a pack may go on calling.
  for (const { grantId, seconds } of packsAt(grants, clock.now())) {
    const { used } = await peeked(CALL_SECONDS, periodOf(grantId));
    if (used < seconds) return undefined;
  }
  return usedUp;
}
