import { DeadlineExceeded, storageError } from "./storage_error.ts";

interface Waiting {
  until: number;
  giveUp(): void;
}

/**
 * Gives every call the same time to answer.
 *
 * One ticking timer serves all calls that are under way, because a timer for each costs more than
 * the bookkeeping of a busy reader; it stops with the last call, so that nothing keeps an idle
 * process alive. A call is given up at most a tenth of the deadline (at most 500 ms) late.
 */
export class Deadline {
  #waiting = new Set<Waiting>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readonly milliseconds: number) {}

  /** The call's value, or its error or `DeadlineExceeded` made into what `storageError` says. */
  race<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiting = {
        until: performance.now() + this.milliseconds,
        giveUp: () => reject(storageError(new DeadlineExceeded(this.milliseconds))),
      };
      this.#add(waiting);
      call.then(
        (value) => {
          this.#remove(waiting);
          resolve(value);
        },
        (error) => {
          this.#remove(waiting);
          reject(storageError(error));
        },
      );
    });
  }

  #add(waiting: Waiting): void {
    this.#waiting.add(waiting);
    this.#timer ??= setInterval(
      () => this.#tick(),
      Math.min(500, Math.max(1, this.milliseconds / 10)),
    );
  }

  #remove(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = performance.now();
    // A Set keeps the order of arrival, and all calls have the same time: the oldest come first.
    for (const waiting of this.#waiting) {
      if (waiting.until > now) return;
      this.#remove(waiting);
      waiting.giveUp();
    }
  }
}
