import type { Card } from "./card.ts";
import type { Citation } from "./citation.ts";

/**
 * Longest text of a turn, in UTF-16 units: several pages, and well within one value of the store,
 * 64 KiB, in the widest letters.
 */
export const TURN_LENGTH = 16_000;
/** Most turns that the app sends with an incognito message. */
export const MOST_EARLIER = 40;

/** One thing that was said, kept word for word. */
export interface Turn {
  schema: 1;
  sequence: number;
  role: "member" | "assistant";
  text: string;
  at: number;
  source: TurnSource;
  /** The generation that the turn started or came from; in a call, the call's id and the index. */
  generationId: string;
  /** The call that it was said in. */
  callId?: string;
  /** `cancelled`: the member stopped the answer, and this much of it was shown. */
  status: "complete" | "cancelled";
  /** What was shown with it; absent where nothing was. */
  cards?: Card[];
  citations?: Citation[];
}

export type TurnSource = "app" | "bot" | "call";

/** Where a member's turns stand. */
export interface Conversation {
  schema: 1;
  /** Sequence of the newest turn. */
  lastSequence: number;
  /** Tells these turns from erased ones with the same numbers: the generation of the first turn. */
  epoch: string;
  /** What is being talked about now: from which turn, and when the newest was; null once closed. */
  open: { firstSequence: number; lastAt: number } | null;
  /** The newest turns of which the member deleted a fact: none is drawn from them again. */
  forgotten: number[];
}

/** A silence of this long ends a conversation, in milliseconds. */
export const SILENCE = 30 * 60_000;
/** Most turns that are noted as forgotten; older ones have been searched for facts long ago. */
export const MOST_FORGOTTEN = 200;

/** One answer being written, or written. */
export interface Generation {
  schema: 1;
  id: string;
  memberId: string;
  /** The idempotency key that the request came with. */
  key: string;
  /** SHA-256 of the message in hexadecimal, to notice a key used for another message. */
  messageHash: string;
  source: TurnSource;
  status: "running" | "complete" | "failed" | "cancelled";
  createdAt: number;
  /** While running: the moment after which the process that writes it counts as dead. */
  until: number;
  /** The day whose allowance holds the reservation. */
  day: string;
  /** The name of the usage of the plan's period, where that is counted and holds it too. */
  period?: string;
  /** It holds and charges nothing: the member is in danger, and no limit is to stand in between. */
  free?: true;
  /** Whether this answer asks for the member's name. */
  asksName: boolean;
  turnSequence: number;
  answerSequence: number | null;
  /** Number of the newest event; 0 before the first. */
  lastEvent: number;
}

/** How long a running generation counts as alive after its last renewal, in milliseconds. */
export const GENERATION_LEASE = 20_000;

/** Whether the process that writes a generation has to be taken for dead. */
export function isAbandoned(generation: Generation, now: number): boolean {
  return generation.status === "running" && generation.until <= now;
}
