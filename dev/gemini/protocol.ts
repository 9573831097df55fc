/** The shapes of Gemini's REST API that the stand-in reads and writes (https://ai.google.dev/api). */
import { z } from "zod";

const functionCall = z.object({
  id: z.string().optional(),
  name: z.string().min(1),
  args: z.record(z.string(), z.unknown()).default({}),
});

const functionResponse = z.object({
  id: z.string().optional(),
  name: z.string().min(1),
  response: z.record(z.string(), z.unknown()).default({}),
});

const part = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: functionCall.optional(),
  functionResponse: functionResponse.optional(),
});

/** What one side said. */
export const content = z.object({
  role: z.string().default("user"),
  parts: z.array(part).default([]),
});

const declaration = z.object({
  name: z.string(),
  description: z.string().default(""),
  parametersJsonSchema: z.record(z.string(), z.unknown()).default({}),
});

/** The body of `generateContent` and `streamGenerateContent`. */
export const generateRequest = z.object({
  contents: z.array(content).default([]),
  systemInstruction: content.optional(),
  tools: z.array(z.object({ functionDeclarations: z.array(declaration).default([]) })).default([]),
  generationConfig: z.object({
    responseMimeType: z.string().optional(),
    responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
  }).default({}),
});

/** The body of `embedContent`, and one request of `batchEmbedContents`. */
export const embedRequest = z.object({
  content,
  outputDimensionality: z.int().min(1).max(3072).default(3072),
});

/** The body of `batchEmbedContents`; Gemini takes a hundred texts at most. */
export const batchEmbedRequest = z.object({ requests: z.array(embedRequest).min(1).max(100) });

export type Part = z.infer<typeof part>;
export type Content = z.infer<typeof content>;
export type Declaration = z.infer<typeof declaration>;
export type EmbedRequest = z.infer<typeof embedRequest>;
export type GenerateRequest = z.infer<typeof generateRequest>;

/** The text of a content, its parts joined. */
export function textOf(content: Content | undefined): string {
  return content?.parts.flatMap(({ text, thought }) => thought ? [] : text ?? []).join("") ?? "";
}

/** An answer that is no answer: an HTTP status and `google.rpc.Status` as JSON. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Record<string, unknown>[] = [],
    readonly code = STATUS_NAMES[status] ?? "UNKNOWN",
  ) {
    super(message);
  }

  get body() {
    const { status, message, details, code } = this;
    return {
      error: { code: status, message, status: code, ...(details.length > 0 && { details }) },
    };
  }
}

const STATUS_NAMES: Record<number, string> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

const TYPE = "type.googleapis.com/google.rpc.";

/** What Google answers to a key that it does not know. */
export function invalidKey(): Refusal {
  return new Refusal(400, "API key not valid. Please pass a valid API key.", [{
    "@type": `${TYPE}ErrorInfo`,
    reason: "API_KEY_INVALID",
    domain: "googleapis.com",
    metadata: { service: "generativelanguage.googleapis.com" },
  }]);
}

/** An exhausted quota: of the minute, or of the day. */
export function quotaExceeded(perDay: boolean, model: string, retry?: number): Refusal {
  const period = perDay ? "Day" : "Minute";
  return new Refusal(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    [
      {
        "@type": `${TYPE}QuotaFailure`,
        violations: [{
          quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
          quotaId: `GenerateRequestsPer${period}PerProjectPerModel-FreeTier`,
          quotaDimensions: { location: "global", model },
        }],
      },
      ...retryInfo(retry),
    ],
  );
}

/** Any other refusal by status, with RetryInfo where a wait is given. */
export function refused(status: number, retry?: number): Refusal {
  return new Refusal(status, MESSAGES[status] ?? "The request failed.", retryInfo(retry));
}

/** What Google answers where it does not offer Gemini. */
export function unsupportedLocation(): Refusal {
  const message = "User location is not supported for the API use.";
  return new Refusal(400, message, [], "FAILED_PRECONDITION");
}

const MESSAGES: Record<number, string> = {
  400: "Request contains an invalid argument.",
  403: "The caller does not have permission",
  500: "An internal error has occurred. Please retry or report.",
  503: "The model is overloaded. Please try again later.",
  504: "Deadline expired before operation could complete.",
};

function retryInfo(seconds?: number): Record<string, unknown>[] {
  return seconds === undefined ? [] : [{ "@type": `${TYPE}RetryInfo`, retryDelay: `${seconds}s` }];
}

/** Parses a body, or refuses it as Google does, naming the field. */
export function check<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(
    400,
    `Invalid JSON payload received. Invalid value at '${issue?.path.join(".")}': ${issue?.message}`,
  );
}
