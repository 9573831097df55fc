/** What a call needs of the world: a room to talk in, and a microphone. */
import type { CallMessage } from "../../../domain/call_messages.ts";

/** What the agent says of itself in `lk.agent.state`; `unknown` before it has said anything. */
export type AgentState =
  | "unknown"
  | "initializing"
  | "idle"
  | "listening"
  | "thinking"
  | "speaking";

/** A part of what one of both says, as it comes. */
export interface Piece {
  role: "member" | "assistant";
  /** What belongs together has one. */
  segment: string;
  text: string;
  /** To be appended to what came before; else it takes its place. */
  appended: boolean;
  /** Nothing of this segment comes any more. */
  final: boolean;
}

/** What happens in a room. */
export interface RoomEvents {
  /** The connection broke and is being found again, or it has been found. */
  onLink(whole: boolean): void;
  /** The room is left for good and not by us; `displaced`: the member came in elsewhere. */
  onClosed(displaced: boolean): void;
  /** The agent came, changed its state, or (null) went. */
  onAgent(state: AgentState | null): void;
  onPiece(piece: Piece): void;
  onMessage(message: CallMessage): void;
  /** Whether the browser lets the page be heard. */
  onSound(allowed: boolean): void;
  /** The agent's voice is to be heard for the first time. */
  onHeard(): void;
}

/** A room that the member is in. */
export interface CallRoom {
  /** Lets the agent hear the microphone; a later one takes the place of the first. */
  publish(microphone: Microphone): Promise<void>;
  setMuted(muted: boolean): Promise<void>;
  /** Says something in writing; throws where it could not be sent. */
  write(text: string): Promise<void>;
  /** Tells the agent how many milliseconds passed from the tap to the first sound. */
  tellHeard(milliseconds: number): void;
  /** To be called in a tap: browsers ask for one before they let a page be heard. */
  startSound(): Promise<void>;
  /** How loud the agent is, 0 to 1. */
  level(): number;
  leave(): void;
}

/** Opens the room of a ticket; throws where there is no way into it. */
export type OpenRoom = (
  ticket: { serverUrl: string; token: string },
  events: RoomEvents,
) => Promise<CallRoom>;

/** The one microphone of a call. */
export interface Microphone {
  /** A `MediaStreamTrack`; only the room looks inside. */
  readonly track: unknown;
  /** Muted, not stopped: the device stays ours for the whole call. */
  setMuted(muted: boolean): void;
  /** How loud the member is, 0 to 1. */
  level(): number;
  stop(): void;
}

/** Why there is no microphone. `missing`: none is there; `busy`: another program has it. */
export type MicrophoneTrouble = "denied" | "missing" | "busy" | "unsupported";

/** The microphone could not be had. */
export class MicrophoneError extends Error {
  override readonly name = "MicrophoneError";

  constructor(readonly trouble: MicrophoneTrouble) {
    super(trouble);
  }
}

/** Why `getUserMedia` failed, by the name of its error (W3C Media Capture and Streams, 10.3). */
export function troubleOf(name: string): MicrophoneTrouble {
  switch (name) {
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "TypeError":
      return "unsupported";
    default:
      return "denied";
  }
}
