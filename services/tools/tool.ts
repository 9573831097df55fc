import type { z } from "zod";
import type { Database } from "../../db/tx.ts";
import type { Card } from "../../domain/card.ts";
import type { Citation } from "../../domain/citation.ts";
import type { Language } from "../../domain/community.ts";
import type { Clock } from "../ports.ts";
import type { Texts } from "../texts.ts";

/** Whom a tool works for; it never reaches another member's data. */
export interface ToolContext {
  db: Database;
  clock: Clock;
  memberId: string;
  /** The member's language, for the words on cards. */
  language: Language;
  texts: Texts;
  /** The turn that is being answered. */
  turnSequence: number;
  /** Names a source of this answer; the same passage keeps its number. */
  cite(citation: Omit<Citation, "number">): number;
  /** It is a call: the answer is heard and carries no marks of sources. */
  aloud?: true;
  signal: AbortSignal;
}

/** What a tool gives: a result for the model, and cards for the member where there are any. */
export interface ToolOutcome {
  result: Record<string, unknown>;
  cards?: Card[];
}

/** Something the assistant can do, the same in text and in a call. */
export interface Tool {
  name: string;
  /** For the model: what it does and when to call it. */
  description: string;
  parameters: z.ZodObject;
  /** True where it writes something about the member: not to be had incognito. */
  stores?: true;
  /** True where it goes by what the member has just said: in a call, it waits for these words. */
  listens?: true;
  run(input: unknown, context: ToolContext): Promise<ToolOutcome>;
}

/** Declares a tool whose `run` receives exactly what its schema lets through. */
export function defineTool<Schema extends z.ZodObject>(tool: {
  name: string;
  description: string;
  parameters: Schema;
  stores?: true;
  listens?: true;
  run(input: z.infer<Schema>, context: ToolContext): Promise<ToolOutcome>;
}): Tool {
  return { ...tool, run: (input, context) => tool.run(tool.parameters.parse(input), context) };
}
