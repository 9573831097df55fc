/** From what the model wants to say to what goes over the wire. */
import { hash } from "./hash.ts";
import { type GenerateRequest, type Part, textOf } from "./protocol.ts";
import { signCall, signText } from "./signatures.ts";

/** An answer that a test or a person puts into the model's mouth. */
export interface ModelScript {
  /** How many requests are answered so; 1 by default, `Infinity` for a model that never stops. */
  times?: number;
  /** Comes first, marked as a thought. */
  thought?: string;
  text?: string;
  /** Tools called in parallel; neither name nor arguments have to make sense. */
  calls?: { name: string; arguments?: Record<string, unknown> }[];
  /** `STOP` by default. */
  finishReason?: string;
  /** Refuses the question instead of answering, such as `SAFETY`. */
  blockReason?: string;
  /** Sent as one event of the stream as it is, before the rest. */
  event?: string;
}

/** What the model answers. */
export interface Candidate {
  parts: Part[];
  finishReason: string;
  blockReason?: string;
  event?: string;
}

/** Gives an answer its parts, with ids and signatures for the calls. */
export function toCandidate(script: ModelScript, request: GenerateRequest): Candidate {
  const { thought, text, calls = [], finishReason = "STOP", blockReason, event } = script;
  const parts: Part[] = [];
  if (thought !== undefined) parts.push({ text: thought, thought: true });
  if (text !== undefined) parts.push({ text });
  parts.push(...calls.map(({ name, arguments: args = {} }, index) => {
    const functionCall = { id: callId(request, index), name, args };
    // Of parallel calls only the first is signed, as Gemini does.
    return index === 0
      ? { functionCall, thoughtSignature: signCall(functionCall) }
      : { functionCall };
  }));
  return { parts, finishReason, blockReason, event };
}

/** The same conversation always gives the same ids. */
function callId(request: GenerateRequest, index: number): string {
  const said = JSON.stringify(request.contents);
  return `call-${hash(said).toString(36)}-${index}`;
}

/** A candidate as one JSON answer and as the events of a stream. */
export function streamed(
  { parts, finishReason, blockReason, event }: Candidate,
  modelVersion: string,
  request: GenerateRequest,
): { whole: unknown; events: string[] } {
  const usage = usageOf(request, parts);
  const common = { modelVersion, responseId: `demo-${hash(JSON.stringify(request.contents))}` };
  if (blockReason !== undefined) {
    const usageMetadata = { ...usage, candidatesTokenCount: 0 };
    const whole = { promptFeedback: { blockReason }, usageMetadata, ...common };
    return { whole, events: [JSON.stringify(whole)] };
  }
  const answer = (parts: Part[], finishReason?: string) => ({
    candidates: [{ content: { role: "model", parts }, finishReason, index: 0 }],
    usageMetadata: usage,
    ...common,
  });
  const chunks = chunksOf(parts).map((chunk) => answer(chunk));
  const text = parts.map((part) => part.thought ? "" : part.text ?? "").join("");
  // An answer in words ends with its signature on an empty text, as Gemini 3 streams it.
  const end = text === "" ? [] : [{ text: "", thoughtSignature: signText(text) }];
  return {
    whole: answer(parts, finishReason),
    events: [
      ...event === undefined ? [] : [event],
      ...[...chunks, answer(end, finishReason)].map((chunk) => JSON.stringify(chunk)),
    ],
  };
}

const WORDS_A_CHUNK = 4;

/** Texts in groups of words, calls all together. */
function chunksOf(parts: Part[]): Part[][] {
  const chunks: Part[][] = parts.filter(({ text }) => text !== undefined).flatMap((part) => {
    const words = part.text!.match(/\s*\S+\s*/g) ?? [part.text!];
    const groups: Part[][] = [];
    for (let at = 0; at < words.length; at += WORDS_A_CHUNK) {
      groups.push([{ ...part, text: words.slice(at, at + WORDS_A_CHUNK).join("") }]);
    }
    return groups;
  });
  const calls = parts.filter(({ functionCall }) => functionCall);
  return calls.length > 0 ? [...chunks, calls] : chunks;
}

/** About four characters make a token. */
function usageOf(request: GenerateRequest, parts: Part[]) {
  const prompt = textOf(request.systemInstruction) + JSON.stringify(request.contents);
  const promptTokenCount = Math.ceil(prompt.length / 4);
  const answered = parts.map((part) => part.text ?? JSON.stringify(part.functionCall)).join("");
  const candidatesTokenCount = Math.ceil(answered.length / 4);
  const totalTokenCount = promptTokenCount + candidatesTokenCount;
  return { promptTokenCount, candidatesTokenCount, totalTokenCount };
}
