/** Time that passes when told, for `performance.now` and `setTimeout`. */
export class FakeTime implements Disposable {
  #now = 1000;
  #timers = new Map<number, { at: number; run: () => void }>();
  #next = 1;
  readonly #real = {
    now: performance.now,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
  };

  constructor() {
    performance.now = () => this.#now;
    globalThis.setTimeout = ((run: () => void, after = 0) => {
      this.#timers.set(this.#next, { at: this.#now + after, run });
      return this.#next++;
    }) as unknown as typeof setTimeout;
    globalThis.clearTimeout = (id) => void this.#timers.delete(id as number);
  }

  /** Lets milliseconds pass, and what is due in them happen in its order. */
  pass(milliseconds: number): void {
    const until = this.#now + milliseconds;
    while (true) {
      const [due] = [...this.#timers].filter(([, { at }]) => at <= until)
        .sort(([, one], [, other]) => one.at - other.at);
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].run();
    }
    this.#now = until;
  }

  [Symbol.dispose](): void {
    performance.now = this.#real.now;
    globalThis.setTimeout = this.#real.setTimeout;
    globalThis.clearTimeout = this.#real.clearTimeout;
  }
}
