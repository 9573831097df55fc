/** Runs `work` when the page has painted and has time; returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if ("requestIdleCallback" in globalThis) {
    const ask = requestIdleCallback(work, { timeout: 1500 });
    return () => cancelIdleCallback(ask);
  }
  const timer = setTimeout(work, 200);
  return () => clearTimeout(timer);
}
