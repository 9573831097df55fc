/**
 * Hurries those who wait for something in this process.
 *
 * A wake-up is only a hint: whoever waits looks at the store anyway, because another process may
 * have written it.
 */
export class Wakes {
  #waiting = new Map<string, Set<() => void>>();

  /** Wakes all who wait for this name. */
  wake(name: string): void {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    for (const wake of waiting ?? []) wake();
  }

  /** Waits for a wake-up, for `milliseconds`, or for the signal, whichever comes first. */
  wait(name: string, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const waiting = this.#waiting.get(name) ?? new Set();
      this.#waiting.set(name, waiting);
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        waiting.delete(finish);
        if (waiting.size === 0 && this.#waiting.get(name) === waiting) this.#waiting.delete(name);
        resolve();
      };
      const timer = setTimeout(finish, milliseconds);
      signal?.addEventListener("abort", finish);
      waiting.add(finish);
    });
  }
}
