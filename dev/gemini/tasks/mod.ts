/** Requests for one JSON answer: which task they are, and who does it. */
import { type GenerateRequest, Refusal, textOf } from "../protocol.ts";
import { findFacts } from "./facts.ts";
import { grading } from "./grading.ts";
import { guide } from "./guide.ts";
import { sumUp } from "./summary.ts";

/** What a task has before it. */
export interface TaskRequest {
  instructions: string;
  /** The texts of the contents, in their order. */
  texts: string[];
  schema: Record<string, unknown>;
}

/** Answers with what is to be sent as JSON. */
export type Task = (request: TaskRequest) => unknown;

/** The tasks that the demo brain can do, by the title of the schema asked for. */
const TASKS: Record<string, Task> = { facts: findFacts, grading, guide, summary: sumUp };

/** The answer to a request for JSON, to be made when it is needed; undefined for one in words. */
export function taskOf(request: GenerateRequest): (() => { text: string }) | undefined {
  const { responseMimeType, responseJsonSchema: schema } = request.generationConfig;
  if (responseMimeType !== "application/json" || !schema) return undefined;
  return () => {
    const title = String(schema.title);
    const task = Object.hasOwn(TASKS, title) ? TASKS[title] : undefined;
    if (!task) throw new Refusal(400, `The demo brain knows no task "${title}".`);
    const instructions = textOf(request.systemInstruction);
    const texts = request.contents.map(textOf);
    return { text: JSON.stringify(task({ instructions, texts, schema })) };
  };
}
