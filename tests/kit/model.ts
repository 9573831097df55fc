import type {
  LanguageModel,
  ModelChunk,
  ModelPart,
  ModelRequest,
  StructuredRequest,
} from "../../services/ports.ts";

/** What a scripted model says to one request: texts and calls in their order, or an error. */
export type Said = (string | ModelPart | Error)[];

export type ScriptedModel = LanguageModel & {
  /** Every request so far; the contents are as they were when it was made. */
  requests: ModelRequest[];
};

/**
 * A model that answers each request as `answer` says; a promise holds the answer back.
 *
 * It is for what the model says to be chosen by the test; `dev/gemini` stands in for Gemini itself.
 */
export function scriptedModel(
  answer: (request: ModelRequest, number: number) => Said | Promise<Said>,
  generate: (request: StructuredRequest) => unknown = () =>
    Promise.reject(new Error("no JSON was expected to be asked for")),
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    requests,
    async *stream(request): AsyncGenerator<ModelChunk> {
      const kept = { ...request, contents: structuredClone(request.contents) };
      const number = requests.push(kept);
      const said = await untilAborted(Promise.resolve(answer(kept, number)), request.signal);
      for (const part of said) {
        request.signal.throwIfAborted();
        if (part instanceof Error) throw part;
        yield { parts: [typeof part === "string" ? { text: part } : part] };
        await Promise.resolve();
      }
    },
    generate: async (request) => await generate(request),
    embed: () => Promise.reject(new Error("no test embeds")),
    check: () => Promise.resolve(),
  };
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
