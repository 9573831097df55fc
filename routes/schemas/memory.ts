import { z } from "zod";
import { PROFILE_SECTIONS } from "../../domain/member.ts";
import { FACT_LENGTH } from "../../domain/fact.ts";
import { turn } from "./chat.ts";
import { moment } from "./parts.ts";

export const profileSection = z.enum(PROFILE_SECTIONS);

/** A fact on the Memory screen, with what it took the place of. */
export const fact = z.object({
  id: z.string(),
  section: profileSection,
  text: z.string(),
  validFrom: moment,
  expiresAt: moment.nullable(),
  source: z.object({
    sequence: z.number().int(),
    sentence: z.string(),
    at: moment,
  }).nullable().meta({ description: "null: the member wrote it on the Memory screen" }),
  earlier: z.array(z.object({ text: z.string(), validTo: moment })).meta({
    description: "What it took the place of, the newest first",
  }),
}).meta({ id: "Fact" });

export const memory = z.object({ facts: z.array(fact) }).meta({ id: "Memory" });

export const factChange = z.object({
  text: z.string().trim().min(1).max(FACT_LENGTH),
}).strict().meta({ id: "FactChange" });

/** Until when a deleted fact can be brought back. */
export const factRemoved = z.object({ restorableUntil: moment }).meta({ id: "FactRemoved" });

export const memoryQuery = z.object({ query: z.string().trim().min(1).max(200) });

/** What was found in facts and in what was said. */
export const memoryFound = z.object({
  facts: z.array(fact),
  turns: z.array(turn),
}).meta({ id: "MemoryFound" });

/** The turn that a fact comes from, with what was said around it. */
export const factOrigin = z.object({
  sequence: z.number().int(),
  sentence: z.string(),
  turns: z.array(turn),
}).meta({ id: "FactOrigin" });

export type FactView = z.infer<typeof fact>;
export type MemoryView = z.infer<typeof memory>;
export type MemoryFound = z.infer<typeof memoryFound>;
export type FactOrigin = z.infer<typeof factOrigin>;
export type FactRemoved = z.infer<typeof factRemoved>;
