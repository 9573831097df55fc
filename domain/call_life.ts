/**
 * The life of a call as rules: what happens to it, what it becomes, and until when it may stay so.
 *
 * Every moment is real time. What LiveKit is to be told and what is charged follow from the change
 * of a call, so that whoever applies it twice, or late, comes to the same.
 */
import { type Call, type CallEndReason, type CallTimes, isSameCall } from "./call.ts";
import { chargedTo, stopped, zeroOf } from "./call_charge.ts";
import type { Language } from "./community.ts";

export { millisecondsLeft } from "./call_charge.ts";

/** How long turns and figures of a call that is over are still taken, in milliseconds. */
export const LATE_TIME = 120_000;
/** How long it is known that an incognito call is over; then nothing of it is kept. */
export const INCOGNITO_TIME = 600_000;

/** How long whoever changed a call has, to tell LiveKit, before somebody else does. */
const TELL_TIME = 6_000;
/** How soon LiveKit is told again, at first and at most. */
const RETRY_AFTER = 1_000;
const RETRY_AFTER_AT_MOST = 60_000;
/** How often it is told in all that a room is to go, which takes hours: it has nobody in it by then. */
const MOST_RETRIES = 200;
/** How often another agent is sent for in place of one that was lost. */
const MOST_REPLACEMENTS = 2;

/** What can happen to a call. */
export type CallEvent =
  /** The agent of the newest dispatch begins. */
  | { kind: "begun" }
  | { kind: "renewed"; memberPresent: boolean }
  /** The agent opened a stream to the service; its closing will be told. */
  | { kind: "stream_opened" }
  /** It broke off at a moment. */
  | { kind: "stream_closed"; stream: number; at: number }
  /** LiveKit says that the room is no more. */
  | { kind: "room_finished" }
  /** The member was given a new way in. */
  | { kind: "joined" }
  /** LiveKit was told of a dispatch, or that the room is to go. */
  | { kind: "dispatch_made"; dispatch: number }
  | { kind: "room_deleted" }
  /** LiveKit could not be told. */
  | { kind: "telling_failed" }
  /** It is being told again; nobody else need do so meanwhile. */
  | { kind: "telling" }
  | { kind: "ended"; reason: CallEndReason };

/** A call that starts now, with its first agent sent for. */
export function newCall(
  given:
    & Pick<
      Call,
      | "id"
      | "memberId"
      | "room"
      | "incognito"
      | "day"
      | "period"
      | "allowedMilliseconds"
      | "packs"
      | "beyondPlan"
    >
    & { language: Language },
  now: number,
  times: CallTimes,
): Call {
  return withDue({
    schema: 1,
    ...given,
    status: "starting",
    startedAt: now,
    dispatch: 1,
    begunDispatch: 0,
    dispatched: false,
    epoch: 0,
    dispatchedAt: now,
    renewedAt: null,
    stream: 0,
    goneAt: null,
    replaceAt: null,
    talking: false,
    absentSince: null,
    talkedMilliseconds: 0,
    zeroAt: null,
    charged: false,
    turns: 0,
    endedAt: null,
    endReason: null,
    roomOpen: true,
    retryAt: now + TELL_TIME,
    retries: 0,
    dueAt: null,
  }, times);
}

/**
 * What becomes of a call when something happens to it; what was due before then happens first.
 *
 * Where nothing changes it is the same object, and need not be stored.
 */
export function decide(call: Call, event: CallEvent, now: number, times: CallTimes): Call {
  const judged = judge(call, now, times);
  const decided = withDue(after(judged, event, now, times), times);
  return isSameCall(judged, decided) ? judged : decided;
}

/** The call as of `now`: each deadline that has passed took effect at its own moment. */
export function judge(call: Call, now: number, times: CallTimes): Call {
  let judged = call;
  while (judged.status !== "ended") {
    const deadline = nextDeadline(judged, times);
    if (!deadline || deadline.at > now) break;
    judged = atDeadline(judged, deadline, now, times);
  }
  return judged === call ? call : withDue(judged, times);
}

/** Whether an agent has been sent for and has not begun. */
export function awaitsAgent({ begunDispatch, dispatch }: Call): boolean {
  return begunDispatch < dispatch;
}

/** What LiveKit is to be told, and has not confirmed. */
export function toTell(call: Call): "delete_room" | "dispatch" | undefined {
  if (call.status === "ended") return call.roomOpen ? "delete_room" : undefined;
  return call.dispatched ? undefined : "dispatch";
}

/** Whether a call is over for so long that nothing of it is taken any more. */
export function isLate({ endedAt }: Call, now: number): boolean {
  return endedAt !== null && now >= endedAt + LATE_TIME;
}

/** When what is left of a call that is over, beside the record, is removed. */
export function cleanedAt({ endedAt, incognito }: Call): number {
  return (endedAt ?? 0) + (incognito ? INCOGNITO_TIME : LATE_TIME);
}

/** Until when a call stays as it is if nothing happens to it, and what ends that. */
export interface Deadline {
  at: number;
  kind: "limit" | "absence" | "no_agent" | "silent" | "gone";
}

/** The first deadline of a call; a call that is over has none. */
export function nextDeadline(call: Call, times: CallTimes): Deadline | undefined {
  if (call.status === "ended") return undefined;
  const { renewedAt, replaceAt, absentSince, dispatchedAt } = call;
  const deadlines: Deadline[] = [];
  const zero = zeroOf(call);
  if (zero !== null) deadlines.push({ kind: "limit", at: zero + times.goodbye });
  if (awaitsAgent(call)) {
    deadlines.push({ kind: "no_agent", at: dispatchedAt + times.noAgent });
  } else if (renewedAt !== null) {
    deadlines.push({ kind: "silent", at: renewedAt + times.tolerance });
    if (replaceAt !== null) deadlines.push({ kind: "gone", at: replaceAt });
    // An agent that should have been heard of since may know of the member's return.
    const known = renewedAt + times.renewEvery + times.reconnect;
    const absence = absentSince === null ? Infinity : absentSince + times.absence;
    if (absence <= known) deadlines.push({ kind: "absence", at: absence });
  }
  return deadlines.reduce((first, one) => one.at < first.at ? one : first);
}

function atDeadline(call: Call, { kind, at }: Deadline, now: number, times: CallTimes): Call {
  switch (kind) {
    case "limit":
      return ended(call, "limit", at, times);
    case "absence":
      return ended(call, "left", at, times);
    case "no_agent":
      if (call.epoch === 0) return ended(call, "no_agent", at, times);
      return replaced(call, at, now, times);
    case "silent":
      return replaced(stopped(call, at, times), at, now, times);
    case "gone":
      return replaced(stopped(call, call.goneAt ?? at, times, "known"), at, now, times);
  }
}

/** Another agent is sent for, unless that was done in vain before, or it is too late for it. */
function replaced(call: Call, at: number, now: number, times: CallTimes): Call {
  const tooLate = now - at > times.absence;
  if (tooLate || call.dispatch - call.begunDispatch >= MOST_REPLACEMENTS) {
    return ended(call, "agent_lost", at, times);
  }
  return {
    ...call,
    dispatch: call.dispatch + 1,
    dispatched: false,
    dispatchedAt: now,
    goneAt: null,
    replaceAt: null,
    retryAt: now + TELL_TIME,
    retries: 0,
  };
}

function after(call: Call, event: CallEvent, now: number, times: CallTimes): Call {
  if (event.kind === "telling_failed") return toldInVain(call, now);
  if (event.kind === "telling") return { ...call, retryAt: now + TELL_TIME };
  if (event.kind === "room_deleted") {
    return call.status === "ended" ? { ...call, roomOpen: false, retryAt: null } : call;
  }
  if (event.kind === "dispatch_made") return dispatchMade(call, event.dispatch, now);
  if (call.status === "ended") return call;
  switch (event.kind) {
    case "begun":
      return begun(call, now, times);
    case "renewed":
      return renewed(call, event.memberPresent, now, times);
    case "stream_opened":
      return { ...call, stream: call.stream + 1, goneAt: null, replaceAt: null };
    case "stream_closed":
      if (event.stream !== call.stream || awaitsAgent(call)) return call;
      return streamClosed(call, event.at, times);
    case "room_finished":
      return roomFinished(call, now, times);
    case "joined":
      // Whoever is on the way in has at least half of the time that the absent have.
      if (call.absentSince === null) return call;
      return { ...call, absentSince: Math.max(call.absentSince, now - times.absence / 2) };
    case "ended":
      return ended(call, event.reason, now, times);
  }
}

/** Told late, what was heard of the agent since gives it more time. */
function streamClosed(call: Call, at: number, times: CallTimes): Call {
  const { renewedAt } = call;
  const heardSince = renewedAt !== null && renewedAt > at;
  if (heardSince) {
    return { ...call, ...heardWithoutStream({ ...call, goneAt: at }, renewedAt, times) };
  }
  return { ...call, goneAt: at, replaceAt: at + times.reconnect };
}

function begun(call: Call, now: number, times: CallTimes): Call {
  // The agent before it may have died at any moment since it renewed: of that, the least is charged.
  const settled = stopped(call, now, times, "least");
  return {
    ...settled,
    status: "live",
    epoch: call.epoch + 1,
    begunDispatch: call.dispatch,
    dispatched: true,
    // The stream of the agent before it tells nothing any more.
    stream: call.stream + 1,
    renewedAt: now,
    absentSince: call.epoch === 0 ? now : call.absentSince,
    goneAt: null,
    replaceAt: null,
    retryAt: null,
    retries: 0,
  };
}

function renewed(call: Call, memberPresent: boolean, now: number, times: CallTimes): Call {
  return {
    ...chargedTo(call, now, memberPresent, times),
    renewedAt: Math.max(now, call.renewedAt ?? now),
    talking: memberPresent,
    absentSince: memberPresent ? null : call.absentSince ?? now,
    ...heardWithoutStream(call, now, times),
  };
}

/**
 * A renewal may have been on its way when its agent died, so where the stream broke off it only gives
 * more time to open another.
 */
function heardWithoutStream({ goneAt }: Call, now: number, { reconnect }: CallTimes) {
  return goneAt === null
    ? { goneAt: null, replaceAt: null }
    : { goneAt: now, replaceAt: now + 4 * reconnect };
}

function ended(call: Call, reason: CallEndReason, at: number, times: CallTimes): Call {
  const doubt = call.goneAt === null ? "likely" : "known";
  return {
    ...stopped(call, Math.min(at, call.goneAt ?? at), times, doubt),
    status: "ended",
    endedAt: at,
    endReason: reason,
    goneAt: null,
    replaceAt: null,
    retryAt: call.roomOpen ? at + TELL_TIME : null,
    retries: 0,
  };
}

/** A room that went by itself took its agent along; one that is well renews, and so stays. */
function roomFinished(call: Call, now: number, times: CallTimes): Call {
  if (awaitsAgent(call)) return call;
  const replaceAt = now + times.renewEvery + times.reconnect;
  return { ...call, replaceAt: Math.min(call.replaceAt ?? replaceAt, replaceAt) };
}

function dispatchMade(call: Call, dispatch: number, now: number): Call {
  // It may have made a room anew that was deleted meanwhile.
  if (call.status === "ended") return { ...call, roomOpen: true, retryAt: now, retries: 0 };
  if (dispatch !== call.dispatch || call.dispatched) return call;
  return { ...call, dispatched: true, retryAt: null, retries: 0 };
}

function toldInVain(call: Call, now: number): Call {
  const retries = call.retries + 1;
  if (call.status === "ended" && retries >= MOST_RETRIES) return { ...call, roomOpen: false };
  const most = call.status === "ended" ? RETRY_AFTER_AT_MOST : 2 * RETRY_AFTER;
  const pause = Math.min(most, RETRY_AFTER * 2 ** Math.min(retries - 1, 10));
  return { ...call, retries, retryAt: now + pause };
}

/** The call with the moment at which somebody has to look at it. */
function withDue(call: Call, times: CallTimes): Call {
  if (call.status === "ended") {
    return { ...call, dueAt: toTell(call) ? call.retryAt : cleanedAt(call) };
  }
  const { at } = nextDeadline(call, times)!;
  return { ...call, dueAt: toTell(call) ? Math.min(at, call.retryAt ?? at) : at };
}
