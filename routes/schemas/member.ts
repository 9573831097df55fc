import { z } from "zod";
import { ALLOWANCE_KINDS, ALLOWANCE_SPANS } from "../../domain/community.ts";
import { GRANT_SOURCES } from "../../domain/grant.ts";
import { language, moment } from "./parts.ts";

/** What is left of one allowance, and when it is whole again. */
export const allowanceLeft = z.object({
  kind: z.enum(ALLOWANCE_KINDS),
  per: z.enum(ALLOWANCE_SPANS),
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
      kind: z.enum(ALLOWANCE_KINDS),
      per: z.enum(ALLOWANCE_SPANS),
      limit: z.number().int().nullable(),
    }),
  ),
}).meta({ id: "Plan" });

const planName = z.object({ id: z.string(), name: z.string() });

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
    plan: planName,
    until: moment.nullable().meta({ description: "null: never" }),
    reason: z.enum(["free", "granted", "grace"]),
    source: z.enum(GRANT_SOURCES).nullable().meta({
      description: "How the member came by it; null: everybody has it",
    }),
    waiting: z.array(z.object({ plan: planName, from: moment, until: moment.nullable() })).meta({
      description: "The plans that come after it, the next first",
    }),
  }),
  allowances: z.array(allowanceLeft),
  packs: z.array(z.object({
    name: z.string(),
    minutesLeft: z.number().int().meta({ description: "Whole minutes of calls" }),
    until: moment.nullable().meta({ description: "When what is left is gone" }),
  })).meta({ description: "Minutes beside the plan, those that are used next first" }),
  operator: z.boolean().meta({ description: "May look after the knowledge" }),
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

export type AllowanceLeft = z.infer<typeof allowanceLeft>;
export type PlanView = z.infer<typeof plan>;
export type Me = z.infer<typeof me>;
export type AssistantView = z.infer<typeof assistant>;
export type Session = z.infer<typeof session>;
