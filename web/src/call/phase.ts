/** Where a call stands, and what the orb shows of it. */
import type { CallEndReason } from "../../../domain/call.ts";
import type { CallView } from "../../../routes/schemas.ts";
import type { ApiError } from "../api.ts";
import type { OrbState } from "../orb/states.ts";
import type { AgentState, MicrophoneError } from "./port.ts";

export type Phase =
  | { name: "idle" }
  /** On the way into the room, or waiting for the agent. */
  | { name: "connecting" }
  | { name: "live" }
  /** The connection is lost and being found again. */
  | { name: "reconnecting" }
  /** The call goes on where the member is now. */
  | { name: "displaced"; callId: string | null }
  | { name: "refused"; error: ApiError | MicrophoneError }
  /** `call` is null until the service has said how it ended. */
  | { name: "ended"; reason: CallEndReason | null; call: CallView | null };

/** Whether there is a call that this page is in, or on its way into. */
export function isOn({ name }: Phase): boolean {
  return name === "connecting" || name === "live" || name === "reconnecting";
}

/** What can be known of a call at a moment. */
export interface Standing {
  phase: Phase;
  /** null: not in the room. */
  agent: AgentState | null;
  /** The agent was in the room once, and hears the member. */
  heard: boolean;
  muted: boolean;
}

/** What the orb and the words under it show. */
export function moodOf({ phase, agent, heard, muted }: Standing): OrbState {
  switch (phase.name) {
    case "idle":
    case "connecting":
    case "reconnecting":
      return phase.name;
    case "refused":
      return "muted";
    case "displaced":
    case "ended":
      return "ended";
    case "live":
      if (agent === "speaking" || agent === "thinking") return agent;
      if (!heard) return "connecting";
      if (agent === null) return "reconnecting";
      return muted ? "muted" : "listening";
  }
}
