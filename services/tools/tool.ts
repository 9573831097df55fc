import type { z } from "zod";
import type { Database } from "../../db/tx.ts";
import type { Clock } from "../ports.ts";

/** Whom a tool works for; it never reaches another member's data. */
export interface ToolContext {
  db: Database;
  clock: Clock;
  memberId: string;
  /** The turn that is being answered. */
  turnSequence: number;
  signal: AbortSignal;
}

/** What a tool gives: a result for the model, and a card for the member where there is one to show. */
export interface ToolOutcome {
  result: Record<string, unknown>;
  card?: ToolCard;
}

/** A card as a tool describes it; its words come from `locales/`. */
export interface ToolCard {
  kind: "profile";
  textId: string;
  textArguments: Record<string, string | number>;
}

/** Something the assistant can do, the same in text and in a call. */
export interface Tool {
  name: string;
  /** For the model: what it does and when to call it. */
  description: string;
  parameters: z.ZodObject;
  run(input: unknown, context: ToolContext): Promise<ToolOutcome>;
}

/** Declares a tool whose `run` receives exactly what its schema lets through. */
export function defineTool<Schema extends z.ZodObject>(tool: {
  name: string;
  description: string;
  parameters: Schema;
  run(input: z.infer<Schema>, context: ToolContext): Promise<ToolOutcome>;
}): Tool {
  return { ...tool, run: (input, context) => tool.run(tool.parameters.parse(input), context) };
}
