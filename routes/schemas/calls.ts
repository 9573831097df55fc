import { z } from "zod";
import { CALL_END_REASONS, MOST_TURNS_AT_ONCE } from "../../domain/call.ts";
import {
  MOST_TOOL_FIGURES,
  MOST_TURN_FIGURES,
  TOOL_NAME_LENGTH,
} from "../../domain/call_figures.ts";
import { TURN_LENGTH } from "../../domain/conversation.ts";
import { card } from "./cards.ts";
import { citation } from "./chat.ts";
import { language, moment } from "./parts.ts";

/** A call as the app sees it. */
export const call = z.object({
  id: z.string(),
  status: z.enum(["starting", "live", "ended"]),
  incognito: z.boolean(),
  startedAt: moment,
  talkedSeconds: z.number().int(),
  secondsLeft: z.number().int().nullable().meta({ description: "null where there is no limit" }),
  endReason: z.enum(CALL_END_REASONS).nullable(),
  charged: z.boolean().meta({ description: "Whether it counts as one of the day's calls" }),
}).meta({ id: "Call" });

/**
 * LiveKit's token endpoint convention (https://docs.livekit.io/frontends/authentication/tokens/endpoint/).
 *
 * What the service decides (room, identity, agents, …) is refused, not ignored.
 */
export const callRequest = z.strictObject({ incognito: z.boolean().optional() }, {
  error: (issue) =>
    issue.code === "unrecognized_keys"
      ? `The service decides that itself: ${issue.keys?.join(", ")}`
      : undefined,
}).meta({ id: "CallRequest" });

/** Answered with status 201. */
export const callTicket = z.object({
  server_url: z.string(),
  participant_token: z.string(),
  call,
}).meta({ id: "CallTicket" });

export const currentCall = z.object({ call: call.nullable() }).meta({ id: "CurrentCall" });

// --- Between the agent and the service, below `/api/agent/calls/:callId` -----------------------

/** In a dispatch's metadata. */
export const dispatchMetadata = z.object({ callId: z.string(), token: z.string() });

const spoken = z.object({
  role: z.enum(["member", "assistant"]),
  text: z.string(),
});

/** What the agent says in the member's language, word for word where it can. */
export const callPhrases = z.object({
  /** Two minutes are left, half a minute is left: by the seconds of `warnings`. */
  warnings: z.record(z.string(), z.string()),
  goodbye: z.string(),
  /** While a tool takes long. */
  oneMoment: z.string(),
  /** After a long silence of the member. */
  stillThere: z.string(),
  /** After the silence went on. */
  silenceGoodbye: z.string(),
  /** Another agent took the room of an incognito call, and knows nothing of the talk. */
  lostTheThread: z.string(),
  modelLost: z.string(),
  modelBack: z.string(),
  textOnly: z.string(),
  askingAgain: z.string(),
});

/** `POST begin` with the dispatch's token: the agent of a new epoch begins. */
export const callBegin = z.object({
  /** For all further requests of this epoch. */
  token: z.string(),
  epoch: z.number().int(),
  language,
  incognito: z.boolean(),
  memberIdentity: z.string().meta({ description: "The member's participant in the room" }),
  instructions: z.string(),
  /** Said first, word for word; null where the call goes on with another agent. */
  greeting: z.string().nullable(),
  /** What was said before, oldest first: earlier conversations and this call so far. */
  history: z.array(spoken),
  /** JSON Schema parameters. */
  tools: z.array(z.object({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  })),
  /** The live model and its voice. */
  model: z.string(),
  voice: z.string(),
  phrases: callPhrases,
  /** Index of the next turn of this call, from 0. */
  nextTurn: z.number().int(),
  secondsLeft: z.number().nullable(),
  times: z.object({
    renewEvery: z.number(),
    tolerance: z.number(),
    absence: z.number(),
    warnings: z.array(z.number()),
    goodbye: z.number(),
    silence: z.number(),
  }).meta({ description: "Milliseconds" }),
});

/** `POST lease`: every `renewEvery`, and at once when the member comes or goes. */
export const leaseRequest = z.object({ memberPresent: z.boolean() }).strict();
export const leaseAnswer = z.object({
  secondsLeft: z.number().nullable(),
  /** The call is over, for example because the member hung up elsewhere: leave. */
  ended: z.enum(CALL_END_REASONS).nullable(),
});

/**
 * `POST turns`: idempotent by index; a gap is refused with `details.expected`.
 *
 * Of an incognito call nothing is stored; it is sent all the same, so that help comes to whoever
 * speaks of harming themself.
 */
export const turnsRequest = z.object({
  turns: z.array(
    z.object({
      index: z.number().int().min(0),
      role: z.enum(["member", "assistant"]),
      /** What was heard, not what was generated. */
      text: z.string().trim().min(1).max(TURN_LENGTH),
      interrupted: z.boolean(),
      /** How many milliseconds ago it was said, by the agent's clock. */
      millisecondsAgo: z.number().int().min(0),
    }).strict(),
  ).min(1).max(MOST_TURNS_AT_ONCE),
}).strict();
export const turnsAnswer = z.object({
  nextTurn: z.number().int(),
  /** Shown at once, such as emergency numbers. */
  cards: z.array(card),
  /** New instructions for the model from here on, such as a crisis; null where nothing changes. */
  instructions: z.string().nullable(),
});

/** `POST tools/:name`. */
export const toolRequest = z.object({
  id: z.string().max(200),
  arguments: z.unknown(),
}).strict();
export const toolAnswer = z.object({
  result: z.record(z.string(), z.unknown()),
  cards: z.array(card),
  citations: z.array(citation),
});

/** Figures of a call, in milliseconds; never a word. */
export const callFigures = z.object({
  /** From the tap, as the app told it in its participant attribute, to the first sound. */
  tapToFirstSound: z.number().nullable(),
  dispatchToFirstSound: z.number().nullable(),
  /** Each turn's end of speech to first sound. */
  turns: z.array(z.number()).max(MOST_TURN_FIGURES),
  tools: z.array(
    z.object({ name: z.string().max(TOOL_NAME_LENGTH), milliseconds: z.number() }),
  ).max(MOST_TOOL_FIGURES),
  interruptions: z.number().int(),
  stalls: z.number().int(),
  resumptions: z.number().int(),
}).strict();

/** `POST end`: with figures so far; a later one of the same call replaces what it repeats. */
export const endRequest = z.object({
  reason: z.enum(CALL_END_REASONS),
  figures: callFigures,
}).strict();

// `GET stream` stays open as long as the job lives: Server-Sent Events `ping` every 5 s and
// `ended` with `{reason}`. That it closes tells the service that the job is gone.

export type CallView = z.infer<typeof call>;
export type CallTicket = z.infer<typeof callTicket>;
export type CurrentCall = z.infer<typeof currentCall>;
export type DispatchMetadata = z.infer<typeof dispatchMetadata>;
export type CallBegin = z.infer<typeof callBegin>;
export type LeaseAnswer = z.infer<typeof leaseAnswer>;
export type TurnsRequest = z.infer<typeof turnsRequest>;
export type TurnsAnswer = z.infer<typeof turnsAnswer>;
export type ToolAnswer = z.infer<typeof toolAnswer>;
export type CallFigures = z.infer<typeof callFigures>;
