/** The thread in which one PDF or DOCX is read; started by `apart.ts`. */
import { AppError } from "../../domain/errors.ts";
import { type PackedFormat, readPacked } from "./packed.ts";
import type { FileContent } from "./mod.ts";

/** What the thread is asked. */
export interface Asked {
  format: PackedFormat;
  file: string;
  bytes: Uint8Array;
}

/** What it says: that it is there, then once what came of the file. */
export type Told = { ready: true } | { content: FileContent } | { details: AppError["details"] };

const thread = globalThis as unknown as {
  postMessage(told: Told): void;
  addEventListener(kind: string, listen: (event: MessageEvent<Asked>) => void): void;
};

// Over damaged files the readers leave promises behind that fail when nobody looks any more.
thread.addEventListener("unhandledrejection", (event) => event.preventDefault());
// deno-lint-ignore no-console -- they write there what is in the file
console.warn = console.error = console.log = () => {};

thread.addEventListener("message", async ({ data: { format, file, bytes } }) => {
  try {
    thread.postMessage({ content: await readPacked(format, file, bytes) });
  } catch (error) {
    const details = error instanceof AppError ? error.details : { file, reason: "broken" };
    thread.postMessage({ details });
  }
});
thread.postMessage({ ready: true });
