import type { Update } from "grammy/types";
import { ApiError } from "./errors.ts";
import type { Updates } from "./updates.ts";

const OTHER_POLL =
  "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const WEBHOOK_SET = "Conflict: terminated by setWebhook request";

export interface PollRequest {
  /** Confirms every update below it; negative: only the last so many are kept. */
  offset: number;
  limit: number;
  timeoutSeconds: number;
  /** Aborts when the caller hung up or the box closes. */
  signal: AbortSignal;
}

/** `getUpdates`: one poll waits at a time, and a newer one ends it. */
export class Polling {
  #stop: ((reason: ApiError) => void) | undefined;

  constructor(private readonly updates: Updates) {}

  async poll(request: PollRequest): Promise<Update[]> {
    this.#stop?.(new ApiError(409, OTHER_POLL));
    this.#confirm(request.offset);
    if (this.updates.pending().length === 0 && request.timeoutSeconds > 0) {
      await this.#wait(request);
    }
    const handedOut = request.signal.aborted ? [] : this.updates.pending().slice(0, request.limit);
    return handedOut.map((pending) => {
      this.updates.handOut(pending, "getUpdates");
      return pending.update;
    });
  }

  /** Whether a poll waits now. */
  get waiting(): boolean {
    return this.#stop !== undefined;
  }

  /** A webhook was set: the poll that waits ends with 409. */
  endForWebhook(): void {
    this.#stop?.(new ApiError(409, WEBHOOK_SET));
  }

  #confirm(offset: number): void {
    const pending = this.updates.pending();
    const done = offset < 0
      ? pending.slice(0, Math.max(0, pending.length + offset))
      : pending.filter(({ update }) => update.update_id < offset);
    for (const update of done) this.updates.confirm(update);
  }

  #wait({ timeoutSeconds, signal }: PollRequest): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutSeconds * 1000);
    const stopListening = this.updates.onAdd(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#stop = reject;
    if (signal.aborted) resolve();
    return promise.finally(() => {
      clearTimeout(timer);
      stopListening();
      if (this.#stop === reject) this.#stop = undefined;
    });
  }
}
