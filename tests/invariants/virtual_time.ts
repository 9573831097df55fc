import type { Clock } from "../../services/ports.ts";

interface Timer {
  at: number;
  callback: () => void;
  every: number | undefined;
}

/**
 * Time that a test moves: until it is disposed of, every timeout and interval of this process follows
 * it, so that hours pass in a moment and always in the same order.
 */
export class VirtualTime implements Clock, Disposable {
  #now: number;
  #timers = new Map<number, Timer>();
  #lastId = 0;
  readonly #real = { setTimeout, setInterval, clearTimeout, clearInterval };

  constructor(start: number) {
    this.#now = start;
    Object.assign(globalThis, {
      setTimeout: (callback: () => void, after = 0) => this.#add(callback, after, undefined),
      setInterval: (callback: () => void, after = 0) => this.#add(callback, after, after),
      clearTimeout: (id: number) => void this.#timers.delete(id),
      clearInterval: (id: number) => void this.#timers.delete(id),
    });
  }

  now(): number {
    return this.#now;
  }

  /** Lets time pass without a timer: only the dead wait for one. */
  skip(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** When the next timer is due; undefined where there is none. */
  nextAt(): number | undefined {
    return this.#next()?.[1].at;
  }

  /** Moves to the next timer and fires it; answers false where there is none. */
  fireNext(): boolean {
    const next = this.#next();
    if (!next) return false;
    const [id, timer] = next;
    this.#now = Math.max(this.#now, timer.at);
    if (timer.every === undefined) this.#timers.delete(id);
    else timer.at = this.#now + Math.max(1, timer.every);
    timer.callback();
    return true;
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#real);
  }

  #next(): [number, Timer] | undefined {
    let first: [number, Timer] | undefined;
    for (const entry of this.#timers) if (!first || entry[1].at < first[1].at) first = entry;
    return first;
  }

  #add(callback: () => void, after: number, every: number | undefined): number {
    const id = this.#lastId += 1;
    this.#timers.set(id, { at: this.#now + Math.max(0, after), callback, every });
    return id;
  }
}
