/** What is left of a call between two words of the service; it runs only while both are there. */

export interface Countdown {
  /** Milliseconds left; null without a limit. */
  left(): number | null;
  /** Takes over what the service or the agent says; null for no limit. */
  set(seconds: number | null): void;
  run(running: boolean): void;
}

/** @param now milliseconds that only grow */
export function createCountdown(now: () => number): Countdown {
  let left: number | null = null, at = now(), running = false;
  function settle(): void {
    if (running && left !== null) left = Math.max(0, left - (now() - at));
    at = now();
  }
  return {
    left() {
      settle();
      return left;
    },
    set(seconds) {
      left = seconds === null ? null : seconds * 1000;
      at = now();
    },
    run(next) {
      settle();
      running = next;
    },
  };
}

/** From here on, in milliseconds, a member is shown what is left. */
const SHOWN_FROM = 120_000;
/** From here on each second counts. */
const SECONDS_FROM = 30_000;

/** What to show of the time left: whole minutes, at the end seconds; null while it does not matter. */
export function shownLeft(left: number | null): { minutes: number; seconds: number } | null {
  if (left === null || left > SHOWN_FROM + 500) return null;
  if (left <= SECONDS_FROM + 500) return { minutes: 0, seconds: Math.round(left / 1000) };
  return { minutes: Math.max(1, Math.min(2, Math.ceil((left - 500) / 60_000))), seconds: 0 };
}
