import { z } from "zod";
import { MOST_EARLIER, TURN_LENGTH } from "../../domain/conversation.ts";
import { card } from "./cards.ts";
import { allowanceLeft } from "./member.ts";
import { moment } from "./parts.ts";

/** Where something in an answer comes from; `domain/citation.ts`. */
export const citation = z.object({
  number: z.number().int().meta({ description: "As it stands in the answer, in brackets" }),
  chunkId: z.string(),
  title: z.string(),
  headings: z.array(z.string()),
  quote: z.string(),
}).meta({ id: "Citation" });

export const turn = z.object({
  sequence: z.number().int(),
  role: z.enum(["member", "assistant"]),
  text: z.string(),
  at: moment,
  source: z.enum(["app", "bot", "call"]),
  generationId: z.string(),
  callId: z.string().optional().meta({ description: "The call it was said in" }),
  status: z.enum(["complete", "cancelled"]),
  cards: z.array(card).optional(),
  citations: z.array(citation).optional(),
}).meta({ id: "Turn" });

/** Which part of a history is asked for, as text in an address. */
export const historyQuery = z.object({
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const history = z.object({
  turns: z.array(turn).meta({ description: "Oldest first" }),
  before: z.number().int().nullable().meta({ description: "Pass as `before` for older turns" }),
  running: z.array(z.object({ generationId: z.string(), turnSequence: z.number().int() })),
}).meta({ id: "History" });

const message = z.string().trim().min(1).max(4096).meta({ description: "1 to 4,096 characters" });

export const chatRequest = z.object({ message }).strict().meta({ id: "ChatRequest" });

/** A message of which nothing is kept but the charge: the app sends what was said before it. */
export const incognitoRequest = z.object({
  message,
  earlier: z.array(z.object({
    role: z.enum(["member", "assistant"]),
    text: z.string().min(1).max(TURN_LENGTH),
  })).max(MOST_EARLIER),
}).strict().meta({ id: "IncognitoRequest" });

/** The data of each Server-Sent Event of a chat answer, by its event name. */
export const chatEvents = {
  text: z.object({ text: z.string().meta({ description: "To be appended" }) }),
  card,
  citation,
  notice: z.object({ code: z.string(), text: z.string() }),
  done: z.object({
    status: z.enum(["complete", "failed", "cancelled"]),
    turnSequence: z.number().int().nullable(),
    charged: z.boolean(),
    allowance: allowanceLeft,
  }),
} as const;

export type TurnView = z.infer<typeof turn>;
export type History = z.infer<typeof history>;
export type ChatRequest = z.infer<typeof chatRequest>;
export type ChatEventName = keyof typeof chatEvents;
export type ChatEvent = {
  [Name in ChatEventName]: { id: number; name: Name; data: z.infer<typeof chatEvents[Name]> };
}[ChatEventName];
export type IncognitoRequest = z.infer<typeof incognitoRequest>;
