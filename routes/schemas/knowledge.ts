import { z } from "zod";
import { language, moment } from "./parts.ts";

/** A passage of the owner's material in its place. */
export const passage = z.object({
  chunkId: z.string(),
  title: z.string(),
  file: z.string(),
  headings: z.array(z.string()),
  updatedAt: moment,
  /** The chunks of the same chapter in their order; the passage is one of them. */
  chapter: z.array(z.object({ chunkId: z.string(), text: z.string() })),
}).meta({ id: "Passage" });

/** A document of the owner's material, as its keeper sees it. */
export const knowledgeDocument = z.object({
  id: z.string(),
  file: z.string(),
  title: z.string(),
  language,
  chunks: z.number().int(),
  bytes: z.number().int(),
  updatedAt: moment,
  canUndo: z.boolean(),
}).meta({ id: "KnowledgeDocument" });

export const knowledgeDocuments = z.object({ documents: z.array(knowledgeDocument) })
  .meta({ id: "KnowledgeDocuments" });

/** One step of taking a file in, as a Server-Sent Event. */
export const knowledgeProgress = z.discriminatedUnion("step", [
  z.object({ step: z.literal("reading") }),
  z.object({ step: z.literal("splitting"), chunks: z.number().int() }),
  z.object({ step: z.literal("storing"), done: z.number().int(), all: z.number().int() }),
  z.object({
    step: z.literal("done"),
    outcome: z.enum(["added", "changed", "unchanged"]),
    document: knowledgeDocument,
    warnings: z.array(z.string()),
    preview: z.array(z.object({ headings: z.array(z.string()), text: z.string() })),
  }),
  z.object({ step: z.literal("failed"), message: z.string() }),
]).meta({ id: "KnowledgeProgress" });

export type Passage = z.infer<typeof passage>;
export type KnowledgeDocument = z.infer<typeof knowledgeDocument>;
export type KnowledgeDocuments = z.infer<typeof knowledgeDocuments>;
export type KnowledgeProgress = z.infer<typeof knowledgeProgress>;
