/** What of a call is charged: the time that both were there, as far as it can be known. */
import type { Call, CallTimes } from "./call.ts";
import { splitSeconds } from "./pack.ts";

/** Milliseconds that may still be talked, as of now; null without a limit. */
export function millisecondsLeft(call: Call, now: number): number | null {
  const { allowedMilliseconds, talkedMilliseconds, talking, renewedAt, status } = call;
  if (allowedMilliseconds === null) return null;
  const runs = talking && renewedAt !== null && status !== "ended";
  const running = runs ? Math.max(0, now - renewedAt) : 0;
  return Math.max(0, allowedMilliseconds - talkedMilliseconds - running);
}

/** The whole seconds that were talked, as they fall to the plan and to each of the packs. */
export function secondsTalked(
  { talkedMilliseconds, allowedMilliseconds, packs = [] }: Call,
): { plan: number; packs: number[] } {
  const ofPacks = packs.reduce((sum, { left }) => sum + left, 0);
  const ofPlan = allowedMilliseconds === null
    ? null
    : Math.floor(allowedMilliseconds / 1000) - ofPacks;
  return splitSeconds(Math.floor(talkedMilliseconds / 1000), ofPlan, packs);
}

/** When the last of what may be talked is talked, if both stay; null where that is not to be seen. */
export function zeroOf(call: Call): number | null {
  const { zeroAt, talking, renewedAt, allowedMilliseconds, talkedMilliseconds } = call;
  if (zeroAt !== null || allowedMilliseconds === null) return zeroAt;
  return talking && renewedAt !== null
    ? renewedAt + allowedMilliseconds - talkedMilliseconds
    : null;
}

/**
 * Charges what lies between two renewals. An agent renews at once when the member comes or goes, so
 * only a change that came late, because the service was away, leaves a doubt: then what is charged
 * is within one lease of every truth.
 */
export function chargedTo(
  call: Call,
  now: number,
  memberPresent: boolean,
  { lease }: CallTimes,
): Call {
  const elapsed = Math.max(0, now - (call.renewedAt ?? now));
  if (call.talking) return charged(call, memberPresent ? elapsed : Math.min(elapsed, lease));
  return memberPresent ? charged(call, Math.max(0, elapsed - lease)) : call;
}

/**
 * Talked time stops at `until`, and what ran since the last renewal is charged: all of it where it is
 * `known` that the agent was there, the least that is within one lease of the truth, or, as it
 * usually was there, all up to one lease.
 */
export function stopped(
  call: Call,
  until: number,
  { lease, tolerance }: CallTimes,
  doubt: "known" | "least" | "likely" = "likely",
): Call {
  if (!call.talking) return call;
  const elapsed = Math.min(tolerance, Math.max(0, until - (call.renewedAt ?? until)));
  const talked = {
    known: elapsed,
    least: Math.max(0, elapsed - lease),
    likely: Math.min(elapsed, lease),
  };
  return { ...charged(call, talked[doubt]), talking: false };
}

/** Adds talked time, up to what is allowed: the goodbye is free. */
function charged(call: Call, milliseconds: number): Call {
  if (milliseconds <= 0) return call;
  const { allowedMilliseconds, talkedMilliseconds, renewedAt } = call;
  const most = allowedMilliseconds ?? Infinity;
  const talked = Math.min(most, talkedMilliseconds + milliseconds);
  const reachesZero = talked === most && call.zeroAt === null;
  return {
    ...call,
    talkedMilliseconds: talked,
    charged: call.charged || talked > 0,
    zeroAt: reachesZero ? (renewedAt ?? 0) + most - talkedMilliseconds : call.zeroAt,
  };
}
