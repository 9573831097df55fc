import type { CallEndReason } from "../domain/call.ts";
import { pause } from "./pause.ts";
import { type CallService, ServiceError } from "./service.ts";

/** A stream on which nothing came for so long is dead; the service says something every 5 s. */
const QUIET = 16_000;
const BETWEEN_ATTEMPTS = 300;

/**
 * Keeps the stream to the service open until stopped: as long as it is, the service knows that this
 * job lives. Where the service restarts, it is opened again.
 */
export function keepStream(options: {
  service: Pick<CallService, "stream">;
  onEnded(reason: CallEndReason): void;
  /** The call is nothing of this agent's any more. */
  onOver(): void;
  quiet?: number;
}): { stop(): void } {
  const { service, quiet = QUIET } = options;
  const stopped = new AbortController();

  const listen = async (): Promise<void> => {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), quiet);
    try {
      const events = await service.stream(AbortSignal.any([stopped.signal, silence.signal]));
      for await (const event of events) {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), quiet);
        if (event.event === "ended" && !stopped.signal.aborted) {
          stopped.abort();
          options.onEnded(event.reason);
        }
      }
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (error instanceof ServiceError && error.over) {
        stopped.abort();
        options.onOver();
      }
    } finally {
      clearTimeout(timer);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await listen();
      await pause(BETWEEN_ATTEMPTS, stopped.signal);
    }
  };
  void run();
  return { stop: () => stopped.abort() };
}
