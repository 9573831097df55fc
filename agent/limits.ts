/** Watches how long may still be talked; times in milliseconds. */
export interface Limits {
  /** What the service said, or that the clock started or stopped. */
  set(state: { left: number | null; running: boolean }): void;
  /** Goes on or halts with what is left by this watch. */
  setRunning(running: boolean): void;
  stop(): void;
}

/**
 * Tells each warning once, the next at its time, and when nothing is left.
 *
 * Only talked time counts, so the clock halts while the member is away. A warning that was due
 * before the first `set` is not told; of two that fall due at once, only the later.
 */
export function createLimits(options: {
  /** Milliseconds left at which to warn. */
  warnings: readonly number[];
  onWarning(left: number): void;
  onZero(): void;
}): Limits {
  let left: number | null = null;
  let since = performance.now();
  let running = false;
  let over = false;
  let due: number[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const leftNow = () => left! - (running ? performance.now() - since : 0);

  const check = (): void => {
    clearTimeout(timer);
    if (left === null || over) return;
    const now = leftNow();
    due ??= options.warnings.filter((warning) => warning < now);
    const told = due.filter((warning) => warning >= now);
    due = due.filter((warning) => warning < now);
    if (now <= 0) {
      over = true;
      return options.onZero();
    }
    if (told.length > 0) options.onWarning(Math.min(...told));
    if (!running) return;
    const next = Math.max(0, ...due);
    timer = setTimeout(check, Math.max(1, Math.ceil(now - next)));
  };

  return {
    set(state) {
      left = state.left;
      running = state.running;
      since = performance.now();
      check();
    },
    setRunning(next) {
      if (left !== null) left = leftNow();
      since = performance.now();
      running = next;
      check();
    },
    stop() {
      over = true;
      clearTimeout(timer);
    },
  };
}
