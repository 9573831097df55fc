import type { Language } from "./community.ts";
import type { PackShare } from "./pack.ts";

/** A call of a member with the assistant, in a LiveKit room of its own. */
export interface Call {
  schema: 1;
  id: string;
  memberId: string;
  /** Name of the LiveKit room; nobody can guess it. */
  room: string;
  language: Language;
  /** Nothing of it is kept but the charge. */
  incognito: boolean;
  /** `starting`: no agent has begun yet; `ended` never changes again. */
  status: "starting" | "live" | "ended";
  /** Real time, as all moments of a call are. */
  startedAt: number;
  /** The community's day whose allowance holds the call. */
  day: string;
  /** The name of the usage of the plan's period, where that is counted and holds it too. */
  period?: string;
  /** Number of dispatches so far; the newest one's agent may begin. */
  dispatch: number;
  /** The dispatch whose agent began last; while it is behind `dispatch`, an agent is waited for. */
  begunDispatch: number;
  /** LiveKit has been told of the newest dispatch. */
  dispatched: boolean;
  /** Raised by each `begin`; an agent of an older epoch is turned away. 0 before the first. */
  epoch: number;
  /** When the newest dispatch was made. */
  dispatchedAt: number;
  /** When the agent of this epoch last renewed; null before the first `begin`. */
  renewedAt: number | null;
  /** Number of the streams that agents have opened to the service; only the newest one tells. */
  stream: number;
  /** Since when the agent of this epoch seems to be gone; null while it does not. */
  goneAt: number | null;
  /** When another agent takes the place of one that seems to be gone, unless it is heard of. */
  replaceAt: number | null;
  /** Both are there: since the last renewal, talked time runs. */
  talking: boolean;
  /** Since when the member is waited for, in the eyes of the agent; null while there. */
  absentSince: number | null;
  /** Milliseconds that both were there, as charged so far. */
  talkedMilliseconds: number;
  /** Milliseconds that may be talked, by the plan and the packs; null without a limit. */
  allowedMilliseconds: number | null;
  /** Packs whose minutes are talked after those of the plan, in their order; absent without any. */
  packs?: PackShare[];
  /** Its packs pay for all of it: it is none of the plan's calls, and none of them is held. */
  beyondPlan?: true;
  /** When all that may be talked was talked. */
  zeroAt: number | null;
  /** It counts as one of the day's calls, because both were there. */
  charged: boolean;
  /** Turns of this call that are stored. */
  turns: number;
  endedAt: number | null;
  endReason: CallEndReason | null;
  /** The room may still be there: deleting it has not been confirmed. */
  roomOpen: boolean;
  /** When what LiveKit is to be told is told again, because nobody confirmed it. */
  retryAt: number | null;
  /** How often LiveKit was told in vain. */
  retries: number;
  /** The moment in its entry of the due index; null where nothing is to be done any more. */
  dueAt: number | null;
}

/** The name of the member's participant: always the same, so that a second one displaces the first. */
export function memberIdentity(call: Pick<Call, "memberId">): string {
  return `member-${call.memberId}`;
}

/**
 * Whether two records of a call say the same. Its fields are compared as they are: a call is flat, but
 * for its packs, which stay the same from its start on.
 */
export function isSameCall(call: Call, other: Call): boolean {
  const names = Object.keys({ ...call, ...other }) as (keyof Call)[];
  return names.every((name) => call[name] === other[name]);
}

/** Why a call ended; each has its words in the app. */
export const CALL_END_REASONS = [
  /** The member hung up. */
  "hung_up",
  /** The member went away and was waited for. */
  "left",
  /** What the plan allows was talked. */
  "limit",
  /** No agent came in time; nothing is charged. */
  "no_agent",
  /** The member said nothing for long, also when asked. */
  "silence",
  /** The live model could not be had; it goes on in text. */
  "model_unavailable",
  /** The agent was lost, and no other could take the room. */
  "agent_lost",
  /** The member was banned or erased. */
  "member_gone",
] as const;

export type CallEndReason = typeof CALL_END_REASONS[number];

/** Most turns of a call that its agent sends at once. */
export const MOST_TURNS_AT_ONCE = 50;

/** The times that a call keeps, in milliseconds; tests make them shorter. */
export interface CallTimes {
  /** An agent renews this often … */
  renewEvery: number;
  /** … for so long. Its job's stream tells its death sooner. */
  lease: number;
  /** How long a silent agent is borne with, because the service may have been away itself. */
  tolerance: number;
  /** How soon an agent whose stream broke off has to open another, before its place is taken. */
  reconnect: number;
  /** No agent within this time: the reservation is given back. */
  noAgent: number;
  /** How long a member who went away is waited for. */
  absence: number;
  /** What is left when the member is warned, the longest first. */
  warnings: number[];
  /** From zero to the end of the room, for the goodbye. */
  goodbye: number;
  /** After which silence the member is asked whether they are there; after it again, it ends. */
  silence: number;
}

export const CALL_TIMES: CallTimes = {
  renewEvery: 15_000,
  lease: 30_000,
  tolerance: 60_000,
  reconnect: 2_000,
  noAgent: 20_000,
  absence: 40_000,
  warnings: [120_000, 30_000],
  goodbye: 12_000,
  silence: 150_000,
};
