import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const HEARTBEAT = 15_000;

/** Tells every open page that something changed. */
export interface Changes {
  announce(): void;
  /** Answers with Server-Sent Events: one `changed` per announcement, until either side leaves. */
  stream(c: Context): Response;
}

export function createChanges(signal?: AbortSignal): Changes {
  const listeners = new Set<() => void>();
  return {
    announce: () => listeners.forEach((listener) => listener()),
    stream: (c) =>
      streamSSE(c, async (stream) => {
        let wake = () => {};
        let changed = true;
        const listener = () => {
          changed = true;
          wake();
        };
        const heartbeat = setInterval(() => wake(), HEARTBEAT);
        const end = () => stream.abort();
        stream.onAbort(() => wake());
        signal?.addEventListener("abort", end, { once: true });
        if (signal?.aborted) end();
        listeners.add(listener);
        try {
          while (!stream.aborted) {
            if (changed) {
              changed = false;
              await stream.writeSSE({ event: "changed", data: "" });
              continue;
            }
            await new Promise<void>((resolve) => wake = resolve);
            if (!stream.aborted && !changed) await stream.write(": still here\n\n");
          }
        } finally {
          clearInterval(heartbeat);
          listeners.delete(listener);
          signal?.removeEventListener("abort", end);
        }
      }),
  };
}
