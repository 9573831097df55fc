import type { GoogleGenAI } from "@google/genai/web";
import type { LanguageModel, ModelChunk, ModelRequest } from "../services/ports.ts";
import { GeminiConnection } from "./gemini_connection.ts";
import { closedEarly, type GeminiFailure, judge } from "./gemini_errors.ts";
import { readEvent, readJson, readVectors, toGemini, toStructured } from "./gemini_messages.ts";

export interface GeminiOptions {
  apiKey: string;
  /** Where the API lives; Google's own address where it is absent. */
  baseUrl?: string;
  /** The longest time without a byte, in milliseconds; 30000 by default. */
  requestTimeoutMilliseconds?: number;
  /** How often a request is tried in all; 4 by default. */
  maxAttempts?: number;
  /** A longer wait than this is not waited for but reported; 20 seconds by default. */
  maxRetryDelaySeconds?: number;
  /** Waits; rejects with the signal's reason once it aborts. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1, for the spread of the waits. */
  random?: () => number;
  /** Told before each wait; `attempt` is the one that failed, from 1, `status` is HTTP's. */
  onRetry?: (retry: { attempt: number; waitMilliseconds: number; status?: number }) => void;
}

/** The most texts that Gemini embeds in one request (`batchEmbedContents`). */
const EMBEDDING_BATCH = 100;
/** The wait after the first failure; it doubles with each further one. */
const FIRST_WAIT_MILLISECONDS = 500;

/**
 * Gemini as Sfera's language model, over `@google/genai`.
 *
 * Errors, besides those that the port names: `model_busy` carries `perDay` where the day's quota is
 * used up, or `retryAfterSeconds` where Gemini asked for a longer wait than allowed; `model_failed`
 * carries `status` and a `reason` for the operator.
 */
export function createGemini(options: GeminiOptions): LanguageModel {
  const { requestTimeoutMilliseconds = 30_000 } = options;
  const waitOrThrow = createRetries(options);
  const connect = createConnect(options);

  return {
    async *stream(request) {
      for (let attempt = 1;; attempt++) {
        request.signal.throwIfAborted();
        const connection = new GeminiConnection(request.signal, requestTimeoutMilliseconds);
        let yielded = false;
        try {
          for await (const chunk of answer(await connect(), connection, request)) {
            request.signal.throwIfAborted();
            yielded = true;
            yield chunk;
          }
          return;
        } catch (thrown) {
          connection.close();
          request.signal.throwIfAborted();
          const failure = judge(thrown, connection);
          if (yielded) throw failure.error;
          await waitOrThrow(failure, attempt, request.signal);
        } finally {
          connection.close();
        }
      }
    },

    async generate(request) {
      for (let attempt = 1;; attempt++) {
        request.signal.throwIfAborted();
        const connection = new GeminiConnection(request.signal, requestTimeoutMilliseconds);
        try {
          const { config, ...rest } = toStructured(request);
          const answered = await (await connect()).models.generateContent({
            ...rest,
            config: { ...config, ...through(connection) },
          });
          return readJson(answered);
        } catch (thrown) {
          request.signal.throwIfAborted();
          await waitOrThrow(judge(thrown, connection), attempt, request.signal);
        } finally {
          connection.close();
        }
      }
    },

    async embed({ model, texts, dimensions, signal }) {
      const vectors: number[][] = [];
      for (let start = 0; start < texts.length; start += EMBEDDING_BATCH) {
        const batch = texts.slice(start, start + EMBEDDING_BATCH);
        vectors.push(...await embedBatch(model, batch, dimensions, signal));
      }
      return vectors;
    },

    async check(signal) {
      const connection = new GeminiConnection(signal, requestTimeoutMilliseconds);
      try {
        const { models } = await connect();
        await models.list({ config: { pageSize: 1, ...through(connection) } });
      } catch (thrown) {
        signal.throwIfAborted();
        throw judge(thrown, connection).error;
      } finally {
        connection.close();
      }
    },
  };

  async function embedBatch(
    model: string,
    texts: string[],
    dimensions: number,
    signal: AbortSignal,
  ): Promise<number[][]> {
    for (let attempt = 1;; attempt++) {
      signal.throwIfAborted();
      const connection = new GeminiConnection(signal, requestTimeoutMilliseconds);
      try {
        const result = await (await connect()).models.embedContent({
          model,
          contents: texts.map((text) => ({ role: "user", parts: [{ text }] })),
          config: { outputDimensionality: dimensions, ...through(connection) },
        });
        return readVectors(result, texts.length, dimensions);
      } catch (thrown) {
        signal.throwIfAborted();
        await waitOrThrow(judge(thrown, connection), attempt, signal);
      } finally {
        connection.close();
      }
    }
  }
}

/** One attempt at an answer. */
async function* answer(
  gemini: GoogleGenAI,
  connection: GeminiConnection,
  request: ModelRequest,
): AsyncGenerator<ModelChunk> {
  const { config, ...rest } = toGemini(request);
  const events = await gemini.models.generateContentStream({
    ...rest,
    config: { ...config, ...through(connection) },
  });
  let finished = false;
  let usage: ModelChunk["usage"];
  try {
    for await (const event of events) {
      const read = readEvent(event);
      usage = read.usage ?? usage;
      finished ||= read.finished;
      if (read.parts.length > 0) yield { parts: read.parts };
    }
  } catch (thrown) {
    // What breaks after the model's own full stop takes nothing away from the answer.
    if (!finished) throw thrown;
  }
  if (!finished) throw closedEarly();
  if (usage) yield { parts: [], usage };
}

/** The settings that lead one request through its connection. */
function through(connection: GeminiConnection) {
  return { abortSignal: connection.signal, httpOptions: { fetch: connection.fetch } };
}

function createConnect({ apiKey, baseUrl }: GeminiOptions): () => Promise<GoogleGenAI> {
  let gemini: GoogleGenAI | undefined;
  return async () => {
    const { GoogleGenAI } = await import("@google/genai/web");
    // The SDK's default is v1 since 3.0; what Sfera uses is documented for v1beta.
    return gemini ??= new GoogleGenAI({ apiKey, apiVersion: "v1beta", httpOptions: { baseUrl } });
  };
}

/** Makes the function that waits for the next attempt, or throws where there is to be none. */
function createRetries(options: GeminiOptions) {
  const { maxAttempts = 4, maxRetryDelaySeconds = 20, random = Math.random, onRetry } = options;
  const sleep = options.sleep ?? wait;
  return async (failure: GeminiFailure, attempt: number, signal: AbortSignal): Promise<void> => {
    const asked = failure.retryAfterSeconds ?? 0;
    if (!failure.retry || attempt >= maxAttempts || asked > maxRetryDelaySeconds) {
      throw failure.error;
    }
    const backoff = FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1) * (1 + random());
    const waitMilliseconds = Math.ceil(
      Math.max(asked * 1000, Math.min(backoff, maxRetryDelaySeconds * 1000)),
    );
    onRetry?.({ attempt, waitMilliseconds, status: failure.status });
    await sleep(waitMilliseconds, signal);
    signal.throwIfAborted();
  };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
