import { AppError } from "../../domain/errors.ts";
import { later } from "../../domain/later.ts";
import type { FileContent } from "./mod.ts";
import type { PackedFormat } from "./packed.ts";
import { unreadable } from "./unreadable.ts";
import type { Told } from "./worker.ts";

/** Longest time that one file may take, in milliseconds. */
const READING_TIME = 120_000;

/**
 * Reads a PDF or a DOCX in a thread of its own, which ends with it: what a damaged file does to its
 * reader, and the memory it takes, stay there, and members are answered meanwhile.
 *
 * Where the host has no threads it is read here. Errors as `readDocument`; a file that takes too long
 * is `too_large`.
 */
export async function readApart(
  format: PackedFormat,
  file: string,
  bytes: Uint8Array,
): Promise<FileContent> {
  const worker = startWorker();
  if (worker) {
    try {
      const content = await readIn(worker, format, file, bytes);
      if (content) return content;
    } finally {
      worker.terminate();
    }
  }
  const { readPacked } = await import(later("./packed.ts")) as typeof import("./packed.ts");
  return await readPacked(format, file, bytes);
}

function startWorker(): Worker | undefined {
  try {
    return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  } catch {
    return undefined;
  }
}

/** What the thread makes of a file; undefined where the thread did not start. */
function readIn(
  worker: Worker,
  format: PackedFormat,
  file: string,
  bytes: Uint8Array,
): Promise<FileContent | undefined> {
  return new Promise((resolve, reject) => {
    let isReady = false;
    const timer = setTimeout(() => reject(unreadable(file, "too_large")), READING_TIME);
    const end = (finish: () => void) => {
      clearTimeout(timer);
      finish();
    };
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => {
      if ("ready" in data) {
        isReady = true;
        worker.postMessage({ format, file, bytes });
      } else if ("content" in data) {
        end(() => resolve(data.content));
      } else {
        end(() => reject(new AppError("document_unreadable", data.details)));
      }
    });
    worker.addEventListener("error", (event) => {
      // Or the error would end the process.
      event.preventDefault();
      end(() => isReady ? reject(unreadable(file, "broken")) : resolve(undefined));
    });
  });
}
