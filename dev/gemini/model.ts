/** What the stand-in's models answer, as Gemini's methods give it. */
import { type ModelScript, streamed, toCandidate } from "./answers.ts";
import { think } from "./brain.ts";
import { checkRequest } from "./checks.ts";
import { embed } from "./embedding.ts";
import * as protocol from "./protocol.ts";
import { Refusal } from "./protocol.ts";
import { taskOf } from "./tasks/mod.ts";

/** One JSON body, or the events of a stream. */
export type Reply = { json: unknown } | { events: string[] };

const FULL_DIMENSIONS = 3072;

/** The models behind the API: scripts first, the brain after them. */
export class StandInModel {
  readonly #scripts: ModelScript[] = [];

  script(next: ModelScript): void {
    this.#scripts.push({ ...next });
  }

  /** Answers one call of a method, or throws a `Refusal`. */
  answer(model: string, method: string, body: unknown): Reply {
    const embedding = model.includes("embedding");
    if (method === "generateContent" && !embedding) {
      return { json: this.#generate(model, body).whole };
    }
    if (method === "streamGenerateContent" && !embedding) {
      return { events: this.#generate(model, body).events };
    }
    if (method === "embedContent" && embedding) {
      return { json: { embedding: vectorFor(protocol.check(protocol.embedRequest, body)) } };
    }
    if (method === "batchEmbedContents" && embedding) {
      const { requests } = protocol.check(protocol.batchEmbedRequest, body);
      return { json: { embeddings: requests.map(vectorFor) } };
    }
    throw notFound(model, method);
  }

  #generate(model: string, body: unknown): { whole: unknown; events: string[] } {
    if (!model.startsWith("gemini-") || model.includes("live")) {
      throw notFound(model, "generateContent");
    }
    const request = protocol.check(protocol.generateRequest, body);
    checkRequest(request);
    const task = taskOf(request);
    const answer = this.#nextScript() ?? task?.() ?? think({
      instructions: protocol.textOf(request.systemInstruction),
      contents: request.contents,
      tools: request.tools.flatMap((tool) => tool.functionDeclarations),
    });
    return streamed(toCandidate(answer, request), model, request);
  }

  #nextScript(): ModelScript | undefined {
    const script = this.#scripts[0];
    if (!script) return undefined;
    script.times = (script.times ?? 1) - 1;
    if (script.times <= 0) this.#scripts.shift();
    return script;
  }
}

function vectorFor({ content, outputDimensionality }: protocol.EmbedRequest) {
  // Like Gemini's, only a vector of the full size has length one.
  const length = Math.sqrt(outputDimensionality / FULL_DIMENSIONS);
  const vector = embed(protocol.textOf(content), outputDimensionality);
  return { values: vector.map((value) => value * length) };
}

function notFound(model: string, method: string): Refusal {
  return new Refusal(
    404,
    `models/${model} is not found for API version v1beta, or is not supported for ${method}.`,
  );
}
