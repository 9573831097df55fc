import { once } from "../domain/once.ts";
import type { LanguageModel } from "../services/ports.ts";

/** A model whose client is loaded when it is first asked, so that a start does not wait for it. */
export function lazyModel(load: () => Promise<LanguageModel>): LanguageModel {
  const model = once(load);
  return {
    async *stream(request) {
      yield* (await model()).stream(request);
    },
    generate: async (request) => await (await model()).generate(request),
    embed: async (request) => await (await model()).embed(request),
    check: async (signal) => await (await model()).check(signal),
  };
}
