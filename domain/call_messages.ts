/** What the agent and the Mini App tell each other in a room, beside LiveKit's own topics. */
import type { Card } from "./card.ts";
import type { CallEndReason } from "./call.ts";
import type { Citation } from "./citation.ts";

/** The name under which the worker registers; dispatches ask for it. */
export const AGENT_NAME = "sfera";

/** Text stream of the agent: one `CallMessage` as JSON. */
export const CALL_TOPIC = "sfera.call";
/** Text that the member types; LiveKit's own topic. */
export const CHAT_TOPIC = "lk.chat";
/** Attribute of the member's participant: milliseconds from the tap to the first sound, once known. */
export const TAP_TO_FIRST_SOUND = "sfera.tap_to_first_sound";
/** Transcripts of both; LiveKit's own topic. */
export const TRANSCRIPTION_TOPIC = "lk.transcription";

/** From the agent to the app. */
export type CallMessage =
  /** Something to show with what is being said. */
  | { kind: "card"; card: Card }
  | { kind: "citation"; citation: Citation }
  /** So many seconds are left; also spoken. */
  | { kind: "warning"; secondsLeft: number }
  /** Something to tell, such as that the model is being found again; `text` is ready to be read. */
  | { kind: "notice"; code: CallNotice; text: string }
  /** The agent hears the member from now on; what was said before it was buffered. */
  | { kind: "listening" }
  /** The call is over; the room goes away. */
  | { kind: "ended"; reason: CallEndReason };

export const CALL_NOTICES = [
  /** The live model is lost and being found again. */
  "model_lost",
  /** It is back. */
  "model_back",
  /** It cannot be had: go on in text. */
  "text_only",
  /** What was asked is asked again by itself, because no answer came. */
  "asking_again",
] as const;
export type CallNotice = typeof CALL_NOTICES[number];
