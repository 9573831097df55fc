/** How long to wait before asking again, and waiting that ends early when the network returns. */

/** Milliseconds before attempt `attempt` (from 1): half a second, doubling, at most 15 s. */
export function backoff(attempt: number): number {
  return Math.min(15_000, 500 * 2 ** (attempt - 1));
}

/** Waits `backoff(attempt)`, or until the browser says it is online again, or until `signal`. */
export function waitForNetwork(attempt: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, backoff(attempt));
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    addEventListener("online", done);
    signal?.addEventListener("abort", done);
  });
}
