import { createGemini, type GeminiOptions } from "../../clients/gemini.ts";
import { type GeminiStandIn, startGemini } from "../../dev/gemini/server.ts";
import type {
  LanguageModel,
  ModelChunk,
  ModelContent,
  ModelPart,
  ModelRequest,
  ToolDeclaration,
} from "../../services/ports.ts";

/** What a test of the client needs: the stand-in, the client before it, and the waits it asked for. */
export interface Bench {
  standIn: GeminiStandIn;
  model: LanguageModel;
  /** The waits before retries, in milliseconds; none is really waited. */
  waits: number[];
  retries: { attempt: number; waitMilliseconds: number; status?: number }[];
}

/** Runs a test with a fresh stand-in and closes it afterwards. */
export async function withGemini(
  options: Partial<GeminiOptions>,
  test: (bench: Bench) => Promise<void>,
): Promise<void> {
  const standIn = await startGemini({ apiKey: "the-key", chunkPauseMilliseconds: 0 });
  const waits: number[] = [];
  const retries: Bench["retries"] = [];
  const model = createGemini({
    apiKey: "the-key",
    baseUrl: standIn.url,
    random: () => 0,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    onRetry: (retry) => void retries.push(retry),
    ...options,
  });
  try {
    await test({ standIn, model, waits, retries });
  } finally {
    await standIn.close();
  }
}

export const MODEL = "gemini-3.8-flash";

export const SAVE_NAME: ToolDeclaration = {
  name: "save_user_name",
  description: "Saves the member's name.",
  parameters: {
    type: "object",
    properties: { name: { type: "string" } },
    required: ["name"],
  },
};

/** A request with one message of the member. */
export function ask(text: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: MODEL,
    instructions: "You are Sfera.",
    contents: [member(text)],
    tools: [],
    signal: new AbortController().signal,
    ...more,
  };
}

export function member(text: string): ModelContent {
  return { role: "user", parts: [{ text }] };
}

/** All chunks of an answer. */
export async function all(chunks: AsyncIterable<ModelChunk>): Promise<ModelChunk[]> {
  const seen: ModelChunk[] = [];
  for await (const chunk of chunks) seen.push(chunk);
  return seen;
}

export function partsOf(chunks: ModelChunk[]): ModelPart[] {
  return chunks.flatMap((chunk) => chunk.parts);
}

export function wordsOf(chunks: ModelChunk[]): string {
  return partsOf(chunks).map((part) => "text" in part ? part.text : "").join("");
}
