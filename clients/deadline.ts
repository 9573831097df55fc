/** Waits for a promise or for the signal, whose reason is then thrown; the promise is let go. */
export async function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The time that something from outside may take; its signal also aborts with the caller's. */
export class Deadline {
  /** The time is over. */
  passed = false;
  // Not by `AbortSignal.any`, whose signal Deno may collect while it is still waited for.
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout>;
  readonly #stop = () => this.#controller.abort(this.caller.reason);

  constructor(readonly caller: AbortSignal, milliseconds: number) {
    this.#timer = setTimeout(() => {
      this.passed = true;
      this.#controller.abort();
    }, milliseconds);
    if (caller.aborted) this.#stop();
    caller.addEventListener("abort", this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** To be called when the work is done. */
  clear(): void {
    clearTimeout(this.#timer);
    this.caller.removeEventListener("abort", this.#stop);
  }
}
