import { getLogger } from "@logtape/logtape";
import type { Call } from "../domain/call.ts";
import { toTell } from "../domain/call_life.ts";
import { AppError } from "../domain/errors.ts";
import type { CallChanges } from "./call_changes.ts";
import type { CallTokens } from "./call_tokens.ts";
import type { Rooms } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "calls"]);

/** How long LiveKit has for an answer, in milliseconds. */
const ANSWER_TIME = 5_000;

/** Tells LiveKit what follows from a call. */
export interface CallRooms {
  /**
   * Sends for an agent or deletes the room, whichever is to be told, and notes what became of it.
   *
   * Done twice it comes to the same. Errors: `voice_unavailable`; it is told again later then.
   */
  tell(call: Call): Promise<void>;
  /** Deletes a room that stands for nothing any more. Errors: `voice_unavailable`. */
  delete(room: string): Promise<void>;
}

/** Makes what tells LiveKit. */
export function createCallRooms(deps: {
  rooms: Rooms | undefined;
  tokens: CallTokens;
  change: CallChanges["change"];
}): CallRooms {
  const { rooms, tokens, change } = deps;

  async function ask(work: (rooms: Rooms, signal: AbortSignal) => Promise<void>): Promise<void> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new AppError("voice_unavailable")), ANSWER_TIME);
    try {
      if (!rooms) throw new AppError("voice_off");
      await work(rooms, late.signal);
    } catch (error) {
      if (error instanceof AppError && error.code === "voice_unavailable") throw error;
      throw new AppError("voice_unavailable", { reason: wordless(error) }, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async function dispatch({ id, room, dispatch }: Call): Promise<void> {
    const token = tokens.issue({ kind: "dispatch", callId: id, number: dispatch });
    const metadata = JSON.stringify({ callId: id, token });
    await ask(async (rooms, signal) => {
      // Never two agents in a room: the one that seems to be gone may not be.
      if (dispatch > 1) await rooms.removeAgents(room, signal).catch(() => {});
      await rooms.dispatch({ room, metadata, signal });
    });
  }

  const remove = (room: string) => ask((rooms, signal) => rooms.delete(room, signal));

  return {
    delete: remove,
    async tell(call) {
      const what = toTell(call);
      if (!what) return;
      try {
        await (what === "dispatch" ? dispatch(call) : remove(call.room));
      } catch (error) {
        log.warn("Call {callId}: LiveKit could not be told ({what}): {reason}", {
          callId: call.id,
          what,
          reason: wordless(error),
        });
        await change(call.id, () => ({ kind: "telling_failed" }));
        throw error;
      }
      await change(
        call.id,
        () =>
          what === "dispatch"
            ? { kind: "dispatch_made", dispatch: call.dispatch }
            : { kind: "room_deleted" },
      );
    },
  };
}
