/** What a stand-in can be told to do wrong. */
export type FaultKind =
  /** Waits `milliseconds` before it goes on; with what is looked up outside, until it is cleared. */
  | "slow"
  /** Answers with `status`, and `retryAfterSeconds` where the protocol has a place for it. */
  | "status"
  /** Closes the connection without an answer. */
  | "drop"
  /** Does the work, then closes the connection without an answer. */
  | "lose-reply"
  /** Starts the answer and closes the connection in the middle. */
  | "cut"
  /** Delivers the same thing twice. */
  | "duplicate"
  /** Never tells of something that happened. */
  | "lose";

/** One thing that goes wrong, a number of times. */
export interface Fault {
  kind: FaultKind;
  /** How often it happens before it is over; `Infinity` until it is cleared. */
  times: number;
  /** Only calls whose name contains this text; all of them where it is absent. */
  match?: string;
  milliseconds?: number;
  status?: number;
  retryAfterSeconds?: number;
  /** A stand-in's own variant of the fault, for example `per-day` for a quota. */
  detail?: string;
}

/** The faults of one stand-in: a test or a person sets them, the stand-in takes them one by one. */
export class Faults {
  #faults: Fault[] = [];
  #cleared = new AbortController();

  /** Adds a fault; it happens once unless `times` says otherwise. */
  add(fault: Omit<Fault, "times"> & { times?: number }): void {
    this.#faults.push({ times: 1, ...fault });
  }

  /** Takes the first fault that concerns `call` and has happened less often than it should. */
  take(call: string): Fault | undefined {
    return this.#take((match = "") => call.includes(match));
  }

  /** The same, but only for a fault that names what it concerns. */
  takeNamed(call: string): Fault | undefined {
    return this.#take((match) => match !== undefined && match !== "" && call.includes(match));
  }

  #take(concerns: (match?: string) => boolean): Fault | undefined {
    const fault = this.#faults.find((fault) => fault.times > 0 && concerns(fault.match));
    if (fault) fault.times -= 1;
    this.#faults = this.#faults.filter((fault) => fault.times > 0);
    return fault;
  }

  /** What is still to go wrong. */
  list(): readonly Fault[] {
    return this.#faults;
  }

  /** Is aborted when the faults that there are now are cleared: what is slow need not wait on. */
  get cleared(): AbortSignal {
    return this.#cleared.signal;
  }

  clear(): void {
    this.#faults = [];
    this.#cleared.abort();
    this.#cleared = new AbortController();
  }
}
