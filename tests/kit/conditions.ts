/**
 * How long a test waits for what has to come, in milliseconds: longer than the slowest machine takes,
 * because only a test that fails waits for so long.
 */
export const PATIENCE = 60_000;

/** Waits until `condition` gives something, looking again and again; throws after `milliseconds`. */
export async function until<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  milliseconds = PATIENCE,
): Promise<T> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    const result = await condition();
    if (result !== undefined && result !== false) return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
}
