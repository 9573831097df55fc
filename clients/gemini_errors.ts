import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import type { GeminiConnection } from "./gemini_connection.ts";

/** What an attempt's failure means: the error to throw, and whether another attempt may help. */
export interface GeminiFailure {
  error: AppError;
  retry: boolean;
  /** The least time to wait before the next attempt, as Gemini asked; absent where it did not. */
  retryAfterSeconds?: number;
  /** The HTTP status; absent where there was none. */
  status?: number;
}

/** The stream ended before the model said that it had finished. */
export const closedEarly = () => new AppError("model_failed", { reason: "closed" });
/** The answer is not what Gemini's protocol says. */
export const malformed = () => new AppError("model_failed", { reason: "malformed" });

/**
 * Judges what `@google/genai` threw.
 *
 * Messages and causes are left behind: the SDK's quote the answer, Google's may quote the request.
 */
export function judge(thrown: unknown, connection: GeminiConnection): GeminiFailure {
  if (connection.silent) return { error: new AppError("model_timeout"), retry: false };
  if (thrown instanceof AppError) {
    return { error: thrown, retry: thrown.details.reason === "closed" };
  }
  const refusal = refusalOf(thrown);
  if (refusal) return judgeRefusal(refusal);
  if (connection.broken && !connection.answered) {
    return { error: new AppError("model_failed", { reason: "unreachable" }), retry: true };
  }
  if (connection.broken || isCutEvent(thrown)) return { error: closedEarly(), retry: true };
  if (thrown instanceof SyntaxError) return { error: malformed(), retry: false };
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return { error: new AppError("model_failed", { reason: "unexpected", name }), retry: false };
}

/** `@google/genai` 3.1 says this when the last event of a stream has no end. */
function isCutEvent(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message.startsWith("Incomplete JSON segment");
}

interface Refusal {
  status: number;
  /** Google's own name for the error, such as `RESOURCE_EXHAUSTED`. */
  name: string;
  message: string;
  keyRefused: boolean;
  perDay: boolean;
  retryAfterSeconds?: number;
}

function judgeRefusal(refusal: Refusal): GeminiFailure {
  const { status, perDay, retryAfterSeconds } = refusal;
  if (status === 429 && perDay) {
    return { error: new AppError("model_busy", { status, perDay }), retry: false, status };
  }
  if (status === 429 || status === 503) {
    const wait = retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: Math.ceil(retryAfterSeconds) };
    const error = new AppError("model_busy", { status, ...wait });
    return { error, retry: true, status, retryAfterSeconds };
  }
  if (status === 408 || status === 504) {
    return { error: new AppError("model_timeout", { status }), retry: true, status };
  }
  const error = new AppError("model_failed", { status, reason: reasonOf(refusal) });
  return { error, retry: status >= 500, status, retryAfterSeconds };
}

/** A reason that the operator understands; Google's message is not passed on. */
function reasonOf({ status, name, message, keyRefused }: Refusal): string {
  if (status >= 500) return "Gemini had an error of its own";
  if (keyRefused || status === 401 || status === 403) return "the key was refused";
  if (status === 404) return "the model was not found";
  if (name === "FAILED_PRECONDITION" && /location/i.test(message)) {
    return "Gemini is not offered where this server runs";
  }
  return "the request was refused";
}

/** https://cloud.google.com/apis/design/errors: `google.rpc.Status` as JSON, and the details used here. */
const errorBody = z.object({
  error: z.object({
    message: z.string().catch(""),
    status: z.string().catch(""),
    details: z.array(z.object({
      "@type": z.string().catch(""),
      reason: z.string().optional().catch(undefined),
      retryDelay: z.string().optional().catch(undefined),
      violations: z.array(z.object({ quotaId: z.string().catch("") })).catch([]),
    })).catch([]),
  }),
});

/** Reads the SDK's `ApiError`, whose message holds the JSON body, at times after a few words. */
function refusalOf(thrown: unknown): Refusal | undefined {
  if (!(thrown instanceof Error) || thrown.name !== "ApiError") return undefined;
  const status = "status" in thrown && typeof thrown.status === "number" ? thrown.status : 500;
  const parsed = errorBody.safeParse(jsonIn(thrown.message));
  const { details, message, status: name } = parsed.success
    ? parsed.data.error
    : { details: [], message: "", status: "" };
  const delay = details.find((detail) => detail["@type"].endsWith("google.rpc.RetryInfo"));
  return {
    status,
    name,
    message,
    keyRefused: details.some((detail) => detail.reason === "API_KEY_INVALID"),
    perDay: details.some((detail) =>
      detail.violations.some((violation) => violation.quotaId.includes("PerDay"))
    ),
    retryAfterSeconds: secondsOf(delay?.retryDelay),
  };
}

function jsonIn(message: string): unknown {
  try {
    const body: unknown = JSON.parse(message.slice(Math.max(0, message.search(/[[{]/))));
    return Array.isArray(body) ? body[0] : body;
  } catch {
    return undefined;
  }
}

/** A protobuf Duration as JSON: decimal seconds with an `s`, such as `37s` or `45.578s`. */
function secondsOf(duration: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)s$/.exec(duration ?? "");
  return match ? Number(match[1]) : undefined;
}
