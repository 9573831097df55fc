import assert from "node:assert/strict";
import { type BrainCall, type BrainRequest, think } from "../../dev/gemini/brain.ts";
import type { Content } from "../../dev/gemini/protocol.ts";

const SECTIONS = ["bio", "health", "plans", "preferences", "topics"];
/** A tool with these properties, as a request offers it. */
export const tool = (name: string, properties: Record<string, object>) => ({
  name,
  description: "",
  parametersJsonSchema: { type: "object", properties },
});
const TOOLS = [
  tool("save_user_name", { name: {} }),
  tool("update_profile", { section: { enum: SECTIONS }, content: {} }),
  tool("recall", { query: {} }),
  tool("search_knowledge_base", {
    query: {},
    persona: { enum: ["partner", "mentor", "psychologist"] },
  }),
  tool("search_web", { query: {}, time_frame: { enum: ["day", "week", "month"] } }),
  tool("search_video", { query: {} }),
  tool("get_crypto_price", { symbol: {} }),
  tool("get_weather", { city: {} }),
];

/** Words of the member or of the model, as a request carries them. */
export const said = (role: "user" | "model", text: string): Content => ({
  role,
  parts: [{ text }],
});

/** What a question is asked in. */
export interface Scene extends Partial<BrainRequest> {
  before?: Content[];
}

/** What the brain does with a question: words, or calls of tools. */
export function step(question: string, { before = [], ...scene }: Scene = {}) {
  const contents = [...before, said("user", question)];
  return think({ instructions: "", contents, tools: TOOLS, ...scene });
}

/** The tools that the brain calls for a question. */
export function callsAfter(question: string, scene?: Scene): BrainCall[] {
  const answer = step(question, scene);
  return "calls" in answer ? answer.calls : [];
}

/** The brain's words where it calls no tool. */
export function wordsAfter(question: string, scene?: Scene): string {
  const answer = step(question, scene);
  assert.ok("text" in answer, `expected words, came ${JSON.stringify(answer)}`);
  return answer.text;
}

/** The brain's words after the tools that it called for a question have answered. */
export function wordsWith(
  question: string,
  responses: Record<string, Record<string, unknown>>,
  scene: Scene = {},
): string {
  const calls = callsAfter(question, scene);
  assert.deepEqual(calls.map(({ name }) => name), Object.keys(responses));
  const contents: Content[] = [
    ...scene.before ?? [],
    said("user", question),
    {
      role: "model",
      parts: calls.map(({ name, arguments: args }) => ({ functionCall: { name, args } })),
    },
    {
      role: "user",
      parts: calls.map(({ name }) => ({
        functionResponse: { name, response: responses[name] ?? {} },
      })),
    },
  ];
  const answer = think({ instructions: "", tools: TOOLS, ...scene, contents });
  assert.ok("text" in answer);
  return answer.text;
}
