import { z } from "zod";
import type { Content, GenerateContentConfig, Part } from "@google/genai/web";
import { AppError } from "../domain/errors.ts";
import type { ModelChunk, ModelPart, ModelRequest, StructuredRequest } from "../services/ports.ts";
import { malformed } from "./gemini_errors.ts";

/** Puts a request into Gemini's words; thought signatures go out exactly as they came. */
export function toGemini(
  request: ModelRequest,
): { model: string; contents: Content[]; config: GenerateContentConfig } {
  const config: GenerateContentConfig = {
    // Off, or the SDK would open further requests behind the retries and deadlines kept here.
    automaticContinuation: false,
  };
  if (request.instructions !== "") config.systemInstruction = request.instructions;
  if (request.tools.length > 0) {
    const functionDeclarations = request.tools.map(({ name, description, parameters }) => ({
      name,
      description,
      parametersJsonSchema: parameters,
    }));
    config.tools = [{ functionDeclarations }];
  }
  const contents = request.contents.map(({ role, parts }) => ({ role, parts: parts.map(toPart) }));
  return { model: request.model, contents, config };
}

/** Puts a request for JSON into Gemini's words (https://ai.google.dev/gemini-api/docs/structured-output). */
export function toStructured(
  request: StructuredRequest,
): { model: string; contents: Content[]; config: GenerateContentConfig } {
  const { model, contents, config } = toGemini({ ...request, tools: [] });
  const asJson = { responseMimeType: "application/json", responseJsonSchema: request.schema };
  return { model, contents, config: { ...config, ...asJson } };
}

function toPart(part: ModelPart): Part {
  if ("functionResponse" in part) return { functionResponse: { ...part.functionResponse } };
  const signature = part.thoughtSignature === undefined
    ? {}
    : { thoughtSignature: part.thoughtSignature };
  if ("text" in part) return { text: part.text, ...signature };
  const { arguments: args, ...call } = part.functionCall;
  return { functionCall: { ...call, args: args as Record<string, unknown> }, ...signature };
}

const partSchema = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: z.object({
    id: z.string().optional(),
    name: z.string().min(1),
    args: z.unknown(),
  }).optional(),
});

const tokens = z.int().nonnegative().default(0);

const answerSchema = z.object({
  candidates: z.array(z.object({
    content: z.object({ parts: z.array(partSchema).default([]) }).default({ parts: [] }),
    finishReason: z.string().optional(),
  })).default([]),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z.object({
    promptTokenCount: tokens,
    candidatesTokenCount: tokens,
    thoughtsTokenCount: tokens,
  }).optional(),
});

/** https://ai.google.dev/api/generate-content#FinishReason: the answer was withheld. */
const BLOCKED = new Set([
  "SAFETY",
  "RECITATION",
  "LANGUAGE",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "IMAGE_SAFETY",
]);
/** The model went wrong in mid-answer. What is in neither list, such as `MAX_TOKENS`, is an end. */
const FAILED = new Set([
  "OTHER",
  "MALFORMED_FUNCTION_CALL",
  "MALFORMED_RESPONSE",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
]);

/** One event of Gemini's stream. */
export interface GeminiEvent {
  parts: ModelPart[];
  finished: boolean;
  /** Running totals; those of the last event count. */
  usage?: NonNullable<ModelChunk["usage"]>;
}

/**
 * Reads one event of the stream; the model's thoughts are left out.
 *
 * Errors: `model_failed` with the reason `blocked`, `unfinished` or `malformed`.
 */
export function readEvent(event: unknown): GeminiEvent {
  const parsed = answerSchema.safeParse(event);
  if (!parsed.success) throw malformed();
  const { candidates: [candidate], promptFeedback, usageMetadata } = parsed.data;
  const stop = promptFeedback?.blockReason ?? candidate?.finishReason;
  if (promptFeedback?.blockReason !== undefined || BLOCKED.has(stop ?? "")) {
    throw new AppError("model_failed", { reason: "blocked", finishReason: stop });
  }
  if (FAILED.has(stop ?? "")) {
    throw new AppError("model_failed", { reason: "unfinished", finishReason: stop });
  }
  return {
    parts: candidate?.content.parts.flatMap(toModelPart) ?? [],
    finished: stop !== undefined,
    usage: usageMetadata && {
      inputTokens: usageMetadata.promptTokenCount,
      outputTokens: usageMetadata.candidatesTokenCount + usageMetadata.thoughtsTokenCount,
    },
  };
}

/**
 * Reads a whole answer that was asked for as JSON.
 *
 * Errors: `model_failed` with the reason `blocked`, `unfinished` (also where it was cut at the limit of
 * tokens) or `malformed`.
 */
export function readJson(answer: unknown): unknown {
  const { parts, finished } = readEvent(answer);
  if (!finished) throw malformed();
  const text = parts.flatMap((part) => "text" in part ? [part.text] : []).join("");
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function toModelPart(part: z.infer<typeof partSchema>): ModelPart[] {
  const signature = part.thoughtSignature === undefined
    ? {}
    : { thoughtSignature: part.thoughtSignature };
  if (part.functionCall) {
    const { args, ...call } = part.functionCall;
    return [{ functionCall: { ...call, arguments: args ?? {} }, ...signature }];
  }
  if (part.thought || part.text === undefined) return [];
  // A signature may come on an empty text at the end of a stream and has to be kept.
  return part.text === "" && !part.thoughtSignature ? [] : [{ text: part.text, ...signature }];
}

/**
 * Reads an answer to an embedding request as vectors of length one.
 *
 * Gemini sends unit vectors only at its full size, so shortened ones are scaled here
 * (https://ai.google.dev/gemini-api/docs/embeddings#quality-for-smaller-dimensions).
 */
export function readVectors(answer: unknown, count: number, dimensions: number): number[][] {
  const vector = z.object({ values: z.array(z.number()).length(dimensions) });
  const parsed = z.object({ embeddings: z.array(vector).length(count) }).safeParse(answer);
  if (!parsed.success) throw malformed();
  return parsed.data.embeddings.map(({ values }) => {
    const length = Math.hypot(...values);
    return length === 0 ? values : values.map((value) => value / length);
  });
}
