import { AppError } from "../domain/errors.ts";

/** Where files are sent to; their bodies are larger than others. */
export const DOCUMENTS_PATH = "/knowledge/documents";

/** Most callers that are remembered at once; the one seen longest ago is forgotten first. */
const MOST_CALLERS = 20_000;

/**
 * Limits how often each caller may do something: `burst` at once, then `perMinute`.
 *
 * It counts in this process only: it keeps abuse from being cheap, and nothing depends on it.
 */
export class RateLimit {
  #callers = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly options: { burst: number; perMinute: number; now(): number }) {}

  /** Counts one call; throws `rate_limited` with the seconds to wait where there were too many. */
  count(caller: string): void {
    const { burst, perMinute, now } = this.options;
    const perMillisecond = perMinute / 60_000;
    const at = now();
    const known = this.#callers.get(caller);
    const tokens = known ? Math.min(burst, known.tokens + (at - known.at) * perMillisecond) : burst;
    this.#callers.delete(caller);
    this.#callers.set(caller, { tokens: Math.max(0, tokens - 1), at });
    if (this.#callers.size > MOST_CALLERS) {
      this.#callers.delete(this.#callers.keys().next().value!);
    }
    if (tokens < 1) {
      throw new AppError("rate_limited", {
        retryAfterSeconds: Math.ceil((1 - tokens) / perMillisecond / 1000),
      });
    }
  }
}
