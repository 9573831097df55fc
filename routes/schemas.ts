/**
 * What the public routes take and give, in zod: the checks at the edge, the types of the Mini App
 * and `/api/openapi.json` all come from here.
 *
 * The Mini App imports types only, so that zod stays out of its bundle.
 */
import { z } from "zod";

const language = z.enum(["ru", "en"]);

/** A moment, in milliseconds since the Unix epoch. */
const moment = z.number().int().meta({ description: "Milliseconds since the Unix epoch" });

/** What is left of one allowance, and when it is whole again. */
export const allowanceLeft = z.object({
  kind: z.enum(["calls", "call_minutes", "messages"]),
  per: z.enum(["day", "call", "period"]),
  limit: z.number().int().nullable().meta({ description: "null: no limit" }),
  used: z.number().int(),
  left: z.number().int().nullable(),
  resetsAt: moment.nullable(),
}).meta({ id: "AllowanceLeft" });

export const plan = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  prices: z.record(z.string(), z.string()).meta({ description: "Currency to decimal amount" }),
  stars: z.number().int().nullable(),
  periodDays: z.number().int().nullable(),
  allowances: z.array(
    z.object({
      kind: z.enum(["calls", "call_minutes", "messages"]),
      per: z.enum(["day", "call", "period"]),
      limit: z.number().int().nullable(),
    }),
  ),
}).meta({ id: "Plan" });

export const me = z.object({
  member: z.object({
    id: z.string(),
    name: z.string().nullable(),
    language,
    interactionCount: z.number().int(),
    subscriptionTier: z.string().meta({ description: "The id of the plan in force" }),
    createdAt: moment,
  }),
  access: z.object({
    plan: z.object({ id: z.string(), name: z.string() }),
    until: moment.nullable(),
  }),
  allowances: z.array(allowanceLeft),
  now: moment,
}).meta({ id: "Me" });

/** What the Mini App needs of the community, the same for every member. */
export const assistant = z.object({
  name: z.string(),
  greeting: z.string(),
  timeZone: z.string(),
  suggestions: z.array(z.object({ icon: z.string(), text: z.string() })),
}).meta({ id: "Assistant" });

export const session = z.object({
  token: z.string(),
  expiresAt: moment,
  me,
  assistant,
  startParam: z.string().nullable(),
}).meta({ id: "Session" });

export const turn = z.object({
  sequence: z.number().int(),
  role: z.enum(["member", "assistant"]),
  text: z.string(),
  at: moment,
  source: z.enum(["app", "bot"]),
  generationId: z.string(),
  status: z.enum(["complete", "cancelled"]),
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

export const chatRequest = z.object({
  message: z.string().trim().min(1).max(4096).meta({ description: "1 to 4,096 characters" }),
}).strict().meta({ id: "ChatRequest" });

/** The data of each Server-Sent Event of a chat answer, by its event name. */
export const chatEvents = {
  text: z.object({ text: z.string().meta({ description: "To be appended" }) }),
  card: z.object({
    kind: z.enum(["limit", "profile"]),
    title: z.string(),
    text: z.string(),
  }).catchall(z.unknown()),
  citation: z.object({ number: z.number().int(), title: z.string(), chunkId: z.string() }),
  notice: z.object({ code: z.string(), text: z.string() }),
  done: z.object({
    status: z.enum(["complete", "failed", "cancelled"]),
    turnSequence: z.number().int().nullable(),
    charged: z.boolean(),
    allowance: allowanceLeft,
  }),
} as const;

export const problem = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().meta({ description: "A plain sentence in the language of the reader" }),
    requestId: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
}).meta({ id: "Problem" });

export type AllowanceLeft = z.infer<typeof allowanceLeft>;
export type PlanView = z.infer<typeof plan>;
export type Me = z.infer<typeof me>;
export type AssistantView = z.infer<typeof assistant>;
export type Session = z.infer<typeof session>;
export type TurnView = z.infer<typeof turn>;
export type History = z.infer<typeof history>;
export type ChatRequest = z.infer<typeof chatRequest>;
export type ChatEventName = keyof typeof chatEvents;
export type ChatEvent = {
  [Name in ChatEventName]: { id: number; name: Name; data: z.infer<typeof chatEvents[Name]> };
}[ChatEventName];
export type Problem = z.infer<typeof problem>;
