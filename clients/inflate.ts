import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "../domain/errors.ts";
import { untilAborted } from "./deadline.ts";

const UNPACKERS = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The bytes that are given to the unpacker at once: few, so that it cannot swell far beyond its bound. */
const PIECE_BYTES = 1024;

/**
 * Collects a body, unpacked as its `Content-Encoding` says; what is beyond `mostBytes`, packed or
 * unpacked, is left off.
 *
 * Errors: `outside_refused` for another encoding, `outside_failed` for a broken one; the signal's
 * reason once it aborts.
 */
export async function inflate(
  body: AsyncIterable<Uint8Array>,
  encoding: string,
  { mostBytes, signal }: { mostBytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const name = encoding.trim().toLowerCase();
  if (name === "" || name === "identity") return await collect(body, mostBytes);
  if (!Object.hasOwn(UNPACKERS, name)) {
    throw new AppError("outside_refused", { reason: "it is packed in an unknown way" });
  }
  const unpacked = new Collected(mostBytes);
  const unpacker = UNPACKERS[name as keyof typeof UNPACKERS]();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  ended.catch(() => {});
  unpacker.on("data", (bytes: Uint8Array) => {
    unpacked.add(bytes);
    if (unpacked.full) unpacker.destroy();
  });
  unpacker.on("end", resolve);
  unpacker.on("close", resolve);
  unpacker.on("error", () => {
    reject(new AppError("outside_failed", { reason: "it is packed wrongly" }));
  });
  try {
    let packedBytes = 0;
    for await (const bytes of body) {
      for (let at = 0; at < bytes.length && !unpacked.full; at += PIECE_BYTES) {
        const piece = bytes.slice(at, at + PIECE_BYTES);
        const written = new Promise<void>((done) => void unpacker.write(piece, () => done()));
        await untilAborted(Promise.race([written, ended]), signal);
      }
      packedBytes += bytes.length;
      if (unpacked.full || packedBytes >= mostBytes) return unpacked.bytes();
    }
    unpacker.end();
    await untilAborted(ended, signal);
    return unpacked.bytes();
  } finally {
    unpacker.destroy();
  }
}

async function collect(body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> {
  const collected = new Collected(mostBytes);
  for await (const bytes of body) {
    collected.add(bytes);
    if (collected.full) break;
  }
  return collected.bytes();
}

class Collected {
  readonly #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(readonly most: number) {}

  get full(): boolean {
    return this.#size >= this.most;
  }

  add(bytes: Uint8Array): void {
    const fitting = bytes.slice(0, this.most - this.#size);
    this.#pieces.push(fitting);
    this.#size += fitting.length;
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }
}
