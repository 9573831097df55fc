import { AppError } from "../domain/errors.ts";
import type { Chunk, ChunkVector } from "../domain/knowledge.ts";
import type { LanguageModel } from "./ports.ts";

/** Numbers of an embedding: half of the precision of Gemini's 3,072 is far less than words lose. */
const DIMENSIONS = 768;
/** Chunks embedded with one request, and how long that may take, in milliseconds. */
const BATCH = 50;
const BATCH_TIME = 30_000;
/** How long a question waits for its embedding before words have to do, in milliseconds. */
const QUERY_TIME = 1_500;

/** Embeddings of the owner's material and of questions about it. */
export interface KnowledgeEmbedding {
  /** The model that makes them. */
  name: string;
  /** Embeds chunks of a document, some at a time; errors are those of the model. */
  embedChunks(
    title: string,
    chunks: readonly Chunk[],
  ): AsyncIterable<{ position: number; vector: ChunkVector }[]>;
  /** A question as a direction of length one; undefined where the model is late or fails. */
  embedQuery(query: string, signal: AbortSignal): Promise<Float32Array | undefined>;
}

/** Makes embeddings with the model of this name. */
export function createKnowledgeEmbedding(deps: {
  model: Pick<LanguageModel, "embed">;
  name: string;
}): KnowledgeEmbedding {
  const { model, name } = deps;

  async function embed(texts: string[], signal: AbortSignal): Promise<number[][]> {
    const vectors = await model.embed({ model: name, texts, dimensions: DIMENSIONS, signal });
    const fit = vectors.length === texts.length &&
      vectors.every((vector) => vector.length === DIMENSIONS);
    if (!fit) throw new AppError("model_failed", { reason: "embeddings of another size" });
    return vectors;
  }

  return {
    name,
    async *embedChunks(title, chunks) {
      for (let start = 0; start < chunks.length; start += BATCH) {
        const batch = chunks.slice(start, start + BATCH);
        const texts = batch.map(({ headings, text }) => [title, ...headings, text].join("\n"));
        const vectors = await embed(texts, AbortSignal.timeout(BATCH_TIME));
        yield batch.map(({ position }, index) => ({
          position,
          vector: { schema: 1, model: name, bytes: toBytes(vectors[index]!) },
        }));
      }
    },
    async embedQuery(query, signal) {
      // A timer of its own: one of `AbortSignal.timeout` could not be taken back.
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), QUERY_TIME);
      const gone = Promise.withResolvers<undefined>();
      late.signal.addEventListener("abort", () => gone.resolve(undefined));
      try {
        const either = AbortSignal.any([signal, late.signal]);
        const embedded = embed([query], either).then(([vector]) => toDirection(vector!));
        return await Promise.race([embedded, gone.promise]);
      } catch {
        signal.throwIfAborted();
        return undefined;
      } finally {
        clearTimeout(timer);
        gone.resolve(undefined);
      }
    },
  };
}

/** Signed bytes that point in the same direction, the largest number as 127. */
function toBytes(vector: readonly number[]): Uint8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const bytes = Int8Array.from(vector, (value) => Math.round(value / largest * 127));
  return new Uint8Array(bytes.buffer);
}

function toDirection(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector) || 1;
  return Float32Array.from(vector, (value) => value / length);
}

/** The embeddings of a document's chunks, one behind the other. */
export class PackedVectors {
  readonly #numbers: Int8Array;
  readonly #lengths: Float32Array;

  /** `vectors` by position; a position without one has the length 0 and is near to nothing. */
  constructor(count: number, vectors: ReadonlyMap<number, Uint8Array>) {
    this.#numbers = new Int8Array(count * DIMENSIONS);
    this.#lengths = new Float32Array(count);
    for (const [position, bytes] of vectors) {
      if (position >= count || bytes.length !== DIMENSIONS) continue;
      const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      this.#numbers.set(numbers, position * DIMENSIONS);
      this.#lengths[position] = Math.hypot(...numbers);
    }
  }

  /** The cosine of the angle between a direction of length one and each vector, by position. */
  cosines(direction: Float32Array): Float32Array {
    return this.#lengths.map((length, position) => {
      if (length === 0) return 0;
      let sum = 0;
      const start = position * DIMENSIONS;
      for (let at = 0; at < DIMENSIONS; at++) sum += this.#numbers[start + at]! * direction[at]!;
      return sum / length;
    });
  }
}
