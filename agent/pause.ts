/** Waits some milliseconds; less where `signal` is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
  });
}

/** What `promise` answers, or undefined where it takes longer than `milliseconds`. */
export async function within<Value>(
  milliseconds: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, pause(milliseconds, settled.signal).then(() => undefined)]);
  } finally {
    settled.abort();
  }
}
