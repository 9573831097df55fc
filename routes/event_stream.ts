import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { RequestContext } from "./environment.ts";

/** A comment is sent this often, so that nothing on the way takes a silent stream for a dead one. */
const PING_EVERY = 15_000;

/** Streams what `write` sends as Server-Sent Events, and something every so often where it is silent. */
export function keepStreaming(
  context: RequestContext,
  write: (stream: SSEStreamingApi) => Promise<void>,
): Response {
  context.header("X-Accel-Buffering", "no");
  return streamSSE(context, async (stream) => {
    const ping = setInterval(() => stream.write(": ping\n\n").catch(() => {}), PING_EVERY);
    try {
      await write(stream);
    } finally {
      clearInterval(ping);
    }
  });
}

/** Streams events as Server-Sent Events; `gone` ends when the reader has hung up. */
export function streamEvents(
  context: RequestContext,
  read: (gone: AbortSignal) => AsyncIterable<{ id: number; name: string; data: unknown }>,
  onError: (error: unknown) => void,
): Response {
  return keepStreaming(context, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    try {
      for await (const { id, name, data } of read(gone.signal)) {
        await stream.writeSSE({ id: String(id), event: name, data: JSON.stringify(data) });
      }
    } catch (error) {
      onError(error);
    } finally {
      gone.abort();
    }
  });
}
