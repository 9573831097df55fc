import { cleanCall, getCall, setCall } from "../db/calls.ts";
import { noteCall } from "../db/call_figures.ts";
import { closeConversation } from "../db/digests.ts";
import { dropDue, type Due, listDue } from "../db/due.ts";
import { keys } from "../db/keys.ts";
import { getMember } from "../db/members.ts";
import type { Database, Transaction } from "../db/tx.ts";
import type { Call, CallTimes } from "../domain/call.ts";
import { type CallEvent, cleanedAt, decide, judge, toTell } from "../domain/call_life.ts";
import type { Community } from "../domain/community.ts";
import type { Member } from "../domain/member.ts";
import { settleCall, usedUpCalls } from "./call_allowance.ts";
import { tellOfCallLimit } from "./call_limit.ts";
import type { Outbox } from "./outbox.ts";
import type { Clock } from "./ports.ts";
import type { Texts } from "./texts.ts";

/** What changes a call: looks at it as it is now, and may refuse by throwing. */
export type CallStep = (judged: Call) => CallEvent | undefined;

/** A call after a change. */
export interface ChangedCall {
  call: Call;
  changed: boolean;
  /** LiveKit is to be told by whoever made the change. */
  tell: boolean;
  /** What the step refused with, after the call had become something else by itself. */
  refusal?: unknown;
}

/** Changes calls, each with everything that follows from it, in one commit. */
export interface CallChanges {
  /** The call judged as of now, and changed by a step; undefined where nothing of it is kept. */
  change(callId: string, step?: CallStep): Promise<ChangedCall | undefined>;
  /** The same within a transaction. */
  changeIn(tx: Transaction, callId: string, step?: CallStep): Promise<ChangedCall | undefined>;
  /** What is due up to a moment; an entry that stands for nothing is taken out by `drop`. */
  due(until: number, limit: number): Promise<Due[]>;
  drop(due: Due): Promise<void>;
}

/** What changes of calls are made from; `liveness` is real time. */
export interface CallChangesDependencies {
  db: Database;
  clock: Clock;
  liveness: Clock;
  community: Community;
  texts: Texts;
  outbox: Pick<Outbox, "add" | "send" | "hurry">;
  times: CallTimes;
}

/** Makes what changes calls. */
export function createCallChanges(deps: CallChangesDependencies): CallChanges {
  const { db, clock, liveness, times } = deps;

  async function changeIn(
    tx: Transaction,
    callId: string,
    step?: CallStep,
  ): Promise<ChangedCall | undefined> {
    const before = await getCall(tx, callId);
    if (!before) return undefined;
    const now = liveness.now();
    const member = await getMember(tx, before.memberId);
    const judged = withoutMember(judge(before, now, times), member, now);
    const { event, refusal } = stepped(judged, step, judged !== before);
    const after = claimed(event ? decide(judged, event, now, times) : judged, now);
    const tell = toTell(after) !== undefined && event?.kind !== "telling_failed" &&
      after.retryAt !== before.retryAt;
    if (isToBeCleaned(after, now)) cleanCall(tx, before, after);
    else if (after !== before) await write(tx, before, after, member);
    return { call: after, changed: after !== before, tell, refusal };
  }

  /** Who is banned or erased is in no call. */
  function withoutMember(call: Call, member: Member | undefined, now: number): Call {
    if (call.status === "ended" || member?.bannedAt === null) return call;
    return decide(call, { kind: "ended", reason: "member_gone" }, now, times);
  }

  /** Takes it on itself to tell LiveKit what is to be told again. */
  function claimed(call: Call, now: number): Call {
    const due = toTell(call) !== undefined && call.retryAt !== null && call.retryAt <= now;
    return due ? decide(call, { kind: "telling" }, now, times) : call;
  }

  async function write(
    tx: Transaction,
    before: Call,
    after: Call,
    member: Member | undefined,
  ): Promise<void> {
    setCall(tx, before, after);
    // Of who is being erased nothing new is written; the erasure removes the call as well.
    if (!member) return;
    await settleCall(tx, before, after, liveness.now());
    if (after.status !== "ended" || before.status === "ended") return;
    await noteCall(tx, after);
    if (after.incognito) tx.delete(keys.callExtras(after.id));
    else await closeConversation(tx, after.memberId, clock.now());
    const usedUp = after.charged ? await usedUpCalls(deps, tx, after, liveness.now()) : undefined;
    if (usedUp || after.endReason === "limit") {
      await tellOfCallLimit(tx, deps, member, usedUp ?? "minutes");
    }
  }

  return {
    changeIn,
    change: (callId, step) =>
      db.tx((tx) => changeIn(tx, callId, step), { lane: keys.call(callId) }),
    due: (until, limit) => listDue(db, "call", until, limit),
    drop: (due) =>
      db.tx(async (tx) => {
        const call = await getCall(tx, due.id);
        if (call?.dueAt !== due.moment) dropDue(tx, "call", due);
      }),
  };
}

/** What a step wants; where the call has changed already, a refusal waits for the commit. */
function stepped(
  judged: Call,
  step: CallStep | undefined,
  commits: boolean,
): { event?: CallEvent; refusal?: unknown } {
  try {
    return { event: step?.(judged) };
  } catch (refusal) {
    if (!commits) throw refusal;
    return { refusal };
  }
}

function isToBeCleaned(call: Call, now: number): boolean {
  return call.status === "ended" && !toTell(call) && call.dueAt !== null && cleanedAt(call) <= now;
}
