/** What a client of Gemini Live may send (https://ai.google.dev/api/live), as strictly as there. */
import { z } from "zod";
import { content } from "../protocol.ts";
import { isVoice } from "./voices.ts";

/** The models that talk; the last has been replaced and still answers. */
export const LIVE_MODELS = ["gemini-3.8-live", "gemini-live-2.5-flash-native-audio"];

/** Ends the session, as Gemini does where a message is wrong. */
export class Closing extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

/** Gemini 3 refuses a turn without a role, and one of the role `system`. */
const turn = content.extend({ role: z.enum(["user", "model"]) });

const declaration = z.object({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/),
  description: z.string().default(""),
  parameters: z.record(z.string(), z.unknown()).optional(),
  parametersJsonSchema: z.record(z.string(), z.unknown()).optional(),
  behavior: z.enum(["UNSPECIFIED", "BLOCKING", "NON_BLOCKING"]).optional(),
});

const speech = z.strictObject({
  voiceConfig: z.strictObject({
    prebuiltVoiceConfig: z.strictObject({ voiceName: z.string().optional() }).optional(),
  }).optional(),
  languageCode: z.string().optional(),
});

const setup = z.strictObject({
  model: z.string(),
  generationConfig: z.strictObject({
    responseModalities: z.array(z.enum(["TEXT", "AUDIO", "IMAGE"])).optional(),
    speechConfig: speech.optional(),
    temperature: z.number().optional(),
    topP: z.number().optional(),
    topK: z.number().optional(),
    candidateCount: z.int().optional(),
    maxOutputTokens: z.int().optional(),
    presencePenalty: z.number().optional(),
    frequencyPenalty: z.number().optional(),
    seed: z.int().optional(),
    mediaResolution: z.string().optional(),
    thinkingConfig: z.unknown().optional(),
    enableAffectiveDialog: z.boolean().optional(),
  }).default({}),
  systemInstruction: content.optional(),
  tools: z.array(z.object({ functionDeclarations: z.array(declaration).default([]) })).default([]),
  realtimeInputConfig: z.strictObject({
    automaticActivityDetection: z.strictObject({
      disabled: z.boolean().optional(),
      startOfSpeechSensitivity: z.enum([
        "START_SENSITIVITY_UNSPECIFIED",
        "START_SENSITIVITY_HIGH",
        "START_SENSITIVITY_LOW",
      ]).optional(),
      endOfSpeechSensitivity: z.enum([
        "END_SENSITIVITY_UNSPECIFIED",
        "END_SENSITIVITY_HIGH",
        "END_SENSITIVITY_LOW",
      ]).optional(),
      prefixPaddingMs: z.int().min(0).optional(),
      silenceDurationMs: z.int().min(0).optional(),
    }).default({}),
    activityHandling: z.enum([
      "ACTIVITY_HANDLING_UNSPECIFIED",
      "START_OF_ACTIVITY_INTERRUPTS",
      "NO_INTERRUPTION",
    ]).optional(),
    turnCoverage: z.string().optional(),
  }).default({ automaticActivityDetection: {} }),
  sessionResumption: z.strictObject({
    handle: z.string().optional(),
    transparent: z.boolean().optional(),
  }).optional(),
  contextWindowCompression: z.unknown().optional(),
  inputAudioTranscription: z.object({}).optional(),
  outputAudioTranscription: z.object({}).optional(),
  proactivity: z.unknown().optional(),
  safetySettings: z.unknown().optional(),
  historyConfig: z.unknown().optional(),
});

const blob = z.object({ mimeType: z.string().default("audio/pcm"), data: z.string() });

const clientMessage = z.union([
  z.strictObject({ setup }),
  z.strictObject({
    clientContent: z.strictObject({
      turns: z.array(turn).default([]),
      turnComplete: z.boolean().default(false),
    }),
  }),
  z.strictObject({
    realtimeInput: z.strictObject({
      audio: blob.optional(),
      mediaChunks: z.array(blob).optional(),
      video: blob.optional(),
      text: z.string().optional(),
      activityStart: z.object({}).optional(),
      activityEnd: z.object({}).optional(),
      audioStreamEnd: z.boolean().optional(),
    }),
  }),
  z.strictObject({
    toolResponse: z.strictObject({
      functionResponses: z.array(z.object({
        id: z.string(),
        name: z.string().optional(),
        response: z.record(z.string(), z.unknown()).default({}),
        willContinue: z.boolean().optional(),
        scheduling: z.string().optional(),
      })),
    }),
  }),
]);

const KINDS = ["setup", "clientContent", "realtimeInput", "toolResponse"];

export type Setup = z.infer<typeof setup>;
export type ClientMessage = z.infer<typeof clientMessage>;
export type ClientContent = Extract<ClientMessage, { clientContent: unknown }>["clientContent"];
export type RealtimeInput = Extract<ClientMessage, { realtimeInput: unknown }>["realtimeInput"];
export type ToolResponse = Extract<ClientMessage, { toolResponse: unknown }>["toolResponse"];

/** Reads one message, or throws a `Closing` that names what is wrong. */
export function readMessage(raw: string): ClientMessage {
  const message = parse(raw);
  const parsed = clientMessage.safeParse(message);
  if (parsed.success) return parsed.data;
  const kind = Object.keys(message)[0] ?? "";
  if (!KINDS.includes(kind)) throw invalid(`Unknown name "${kind}": Cannot find field.`);
  const [issue] = parsed.error.issues;
  const own = issue?.code === "invalid_union"
    ? issue.errors.flat().find((each) => each.path[0] === kind)
    : issue;
  if (own?.code === "unrecognized_keys") {
    throw invalid(`Unknown name "${own.keys[0]}" at '${own.path.join(".")}': Cannot find field.`);
  }
  throw invalid(`Invalid value at '${own?.path.join(".") ?? kind}'`);
}

function parse(raw: string): Record<string, unknown> {
  try {
    const message = JSON.parse(raw);
    if (typeof message === "object" && message !== null && !Array.isArray(message)) return message;
  } catch {
    // Said below.
  }
  throw invalid("");
}

function invalid(what: string): Closing {
  return new Closing(1007, `Invalid JSON payload received. ${what}`.trim());
}

/** Refuses a setup that is well-formed and cannot be had. */
export function checkSetup({ model, generationConfig }: Setup): void {
  const name = model.replace(/^models\//, "");
  if (!LIVE_MODELS.includes(name) || !model.startsWith("models/")) {
    throw new Closing(
      1008,
      `${model} is not found for API version v1beta, or is not supported for bidiGenerateContent.`,
    );
  }
  const { responseModalities = ["AUDIO"], speechConfig, thinkingConfig } = generationConfig;
  if (responseModalities.length !== 1 || responseModalities[0] !== "AUDIO") {
    throw new Closing(1007, "Cannot extract voices from a non-audio request.");
  }
  if (thinkingConfig !== undefined && name === LIVE_MODELS[0]) {
    throw new Closing(1007, `Thinking is not supported for ${model}.`);
  }
  const voice = speechConfig?.voiceConfig?.prebuiltVoiceConfig?.voiceName;
  if (voice !== undefined && !isVoice(voice)) {
    throw new Closing(1007, `Requested voice api_name '${voice}' is not available for ${model}.`);
  }
}
