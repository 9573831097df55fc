import { getLogger } from "@logtape/logtape";
import type { Call, CallTimes } from "../domain/call.ts";
import { awaitsAgent, isLate } from "../domain/call_life.ts";
import { AppError } from "../domain/errors.ts";
import type { CallChanges, CallStep } from "./call_changes.ts";
import type { CallTokens } from "./call_tokens.ts";
import type { Calls } from "./calls.ts";
import type { Clock } from "./ports.ts";
import type { Wakes } from "./wakes.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "calls"]);

/** How often a stream looks at its call, which another process may have ended, in milliseconds. */
const LOOK_EVERY = 1_000;

/** Makes what agents may do to calls, each only with a token of its dispatch or its epoch. */
export function createCallAgents(deps: {
  liveness: Clock;
  wakes: Wakes;
  times: CallTimes;
  tokens: CallTokens;
  change: CallChanges["change"];
  /** The call as of now. */
  settled(callId: string): Promise<Call | undefined>;
  /** Ends with the process. */
  stopping: AbortSignal;
}): Pick<Calls, "begin" | "authorize" | "lease" | "watch" | "end"> {
  const { liveness, wakes, times, tokens, change, settled, stopping } = deps;

  /** Lets only the agent of this epoch do something to a call that goes on. */
  async function byAgent(
    callId: string,
    token: string,
    step: CallStep,
    allow: Allowed = {},
  ): Promise<Call> {
    const epoch = tokens.read(token, { kind: "epoch", callId });
    const changed = await change(callId, (judged) => {
      refuseStale(judged, epoch, allow);
      return step(judged);
    });
    return changed?.call ?? refuseEnded();
  }

  function refuseStale(call: Call, epoch: number, { ended, replaced }: Allowed = {}): void {
    if (epoch > call.epoch) throw new AppError("session_invalid", { reason: "no such epoch" });
    if (call.status === "ended" && (!ended || isLate(call, liveness.now()))) refuseEnded(call);
    const gone = call.status !== "ended" && awaitsAgent(call) && !replaced;
    if (epoch < call.epoch || gone) throw new AppError("epoch_stale", { epoch: call.epoch });
  }

  /** Notes that a stream broke off, also where the store is away at first. */
  async function tellClosed(callId: string, stream: number): Promise<void> {
    const at = liveness.now();
    while (liveness.now() - at < times.tolerance && !stopping.aborted) {
      try {
        await change(callId, () => ({ kind: "stream_closed", stream, at }));
        return;
      } catch (error) {
        log.warn("The end of an agent's stream could not be noted: {reason}", {
          reason: wordless(error),
        });
        await wakes.wait(wakeOf(callId), LOOK_EVERY, stopping);
      }
    }
  }

  return {
    async begin(callId, token) {
      const dispatch = tokens.read(token, { kind: "dispatch", callId });
      const changed = await change(callId, (judged) => {
        if (dispatch > judged.dispatch) {
          throw new AppError("session_invalid", { reason: "no such dispatch" });
        }
        if (judged.status === "ended") refuseEnded(judged);
        if (dispatch < judged.dispatch) throw new AppError("epoch_stale", { epoch: judged.epoch });
        return { kind: "begun" };
      });
      const call = changed?.call;
      if (!call || call.status === "ended") return refuseEnded(call);
      return { call, token: tokens.issue({ kind: "epoch", callId, number: call.epoch }) };
    },

    async authorize(callId, token, options = { ended: false }) {
      const epoch = tokens.read(token, { kind: "epoch", callId });
      const call = await settled(callId);
      if (!call) return refuseEnded();
      // What is written late is taken from the last agent, as long as no other has begun.
      refuseStale(call, epoch, { ended: options.ended, replaced: options.ended });
      return call;
    },

    lease: (callId, token, { memberPresent }) =>
      byAgent(callId, token, () => ({ kind: "renewed", memberPresent })),

    async watch(callId, token, gone) {
      const epoch = tokens.read(token, { kind: "epoch", callId });
      const { stream } = await byAgent(callId, token, () => ({ kind: "stream_opened" }));
      const either = AbortSignal.any([gone, stopping]);
      while (!either.aborted) {
        const call = await settled(callId).catch(ofBadStore);
        if (call !== "unknown") {
          if (!call || call.status === "ended") return call?.endReason ?? "member_gone";
          // Another agent has the call: nothing is to be told of this one.
          if (call.epoch > epoch || awaitsAgent(call)) return undefined;
        }
        await wakes.wait(wakeOf(callId), LOOK_EVERY, either);
      }
      if (stopping.aborted) return undefined;
      await tellClosed(callId, stream);
    },

    end: (callId, token, reason) =>
      byAgent(
        callId,
        token,
        (judged) => judged.status === "ended" ? undefined : { kind: "ended", reason },
        { ended: true },
      ),
  };
}

/** What an agent may still do: something to a call that is over, or that waits for another agent. */
interface Allowed {
  ended?: boolean;
  replaced?: boolean;
}

/** The name under which those wait who watch a call. */
export function wakeOf(callId: string): string {
  return `call:${callId}`;
}

/** A store that is away for a moment ends no stream: that would look like the death of a job. */
function ofBadStore(error: unknown): "unknown" {
  const away = error instanceof AppError &&
    (error.code === "storage_unavailable" || error.code === "conflict");
  if (!away) throw error;
  return "unknown";
}

/** Refuses what only a call that goes on allows. */
export function refuseEnded(call?: Call): never {
  throw new AppError("call_ended", { reason: call?.endReason ?? null });
}
