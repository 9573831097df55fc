/**
 * Timers of one length, which run when a test says so: a deadline passes exactly when what it is for
 * has come so far, on the slowest machine too.
 */
export class HeldTimers implements Disposable {
  readonly #held = new Map<number, () => void>();
  readonly #real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
  #next = -1;

  /** Holds those that are set for exactly so many milliseconds; others are as they were. */
  constructor(milliseconds: number) {
    const { setTimeout, clearTimeout } = this.#real;
    const set = (run: (...given: unknown[]) => void, after?: number, ...given: unknown[]) => {
      if (after !== milliseconds) return setTimeout(run, after, ...given);
      this.#held.set(this.#next, () => run(...given));
      return this.#next--;
    };
    const clear = (id?: number) => {
      if (id === undefined || !this.#held.delete(id)) clearTimeout(id);
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }

  /** How many are set now. */
  get size(): number {
    return this.#held.size;
  }

  /** The time of all that are set now is over. */
  pass(): void {
    const due = [...this.#held.values()];
    this.#held.clear();
    due.forEach((run) => run());
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }
}
