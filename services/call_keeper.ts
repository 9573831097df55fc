import { getLogger } from "@logtape/logtape";
import type { Call } from "../domain/call.ts";
import type { CallChanges, ChangedCall } from "./call_changes.ts";
import type { Clock } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "calls"]);

/** Calls that one sweep looks at, and how far ahead it looks, so that it need not be soon again. */
const BATCH = 500;
const AHEAD = 90_000;
/** When a call is looked at again that could not be. */
const AGAIN_AFTER = 1_000;

/**
 * Looks at calls when something of them is due. Its timers only hurry: what they miss, because their
 * process died, the sweep of another finds.
 */
export interface CallKeeper {
  /** Looks at a call when it is due. */
  keep(call: Call): void;
  /** Work that is to be over before the process ends; it never throws. */
  run(work: Promise<void>): void;
  /** Does what is overdue, and keeps what soon will be; answers how many calls it changed. */
  sweep(changes: Pick<CallChanges, "due" | "drop">): Promise<number>;
  stop(): Promise<void>;
}

/** Makes the keeper of one process; `look` judges a call and does what follows. */
export function createCallKeeper(deps: {
  liveness: Clock;
  look: (callId: string) => Promise<ChangedCall | undefined>;
}): CallKeeper {
  const { liveness, look } = deps;
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const running = new Set<Promise<void>>();
  let stopped = false;

  function run(work: Promise<void>): void {
    const done = work.finally(() => running.delete(done));
    running.add(done);
  }

  function at(moment: number, callId: string): void {
    clearTimeout(timers.get(callId));
    if (stopped) return;
    const timer = setTimeout(() => {
      timers.delete(callId);
      run(hurry(callId));
    }, Math.max(1, moment - liveness.now()));
    timers.set(callId, timer);
  }

  async function hurry(callId: string): Promise<void> {
    await look(callId).catch((error) => {
      log.error("Call {callId} could not be judged: {reason}", { callId, reason: wordless(error) });
      at(liveness.now() + AGAIN_AFTER, callId);
    });
  }

  return {
    run,

    keep({ id, dueAt, status, roomOpen }) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      // What is cleaned up after a call has time until a sweep.
      if (dueAt !== null && (status !== "ended" || roomOpen)) at(dueAt, id);
    },

    async sweep({ due, drop }) {
      let swept = 0;
      const now = liveness.now();
      for (const entry of await due(now + AHEAD, BATCH)) {
        const { id: callId, moment } = entry;
        if (moment > now) {
          if (!timers.has(callId)) at(moment, callId);
          continue;
        }
        const changed = await look(callId).catch((error) => {
          log.error("Call {callId} could not be swept: {reason}", {
            callId,
            reason: wordless(error),
          });
        });
        if (changed?.changed) swept += 1;
        else await drop(entry);
      }
      await Promise.all([...running]);
      return swept;
    },

    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all([...running]);
    },
  };
}
