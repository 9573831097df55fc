/** Watches how long the member says nothing. */
export interface SilenceWatch {
  /** The member, or the assistant, said something. */
  heard(who: "member" | "assistant"): void;
  /** While the assistant speaks nobody is waited for; the silence begins after it. */
  setBusy(busy: boolean): void;
  /** Counts only while the member is there. */
  setWatching(watching: boolean): void;
  stop(): void;
}

/** Asks after `after` milliseconds without a word, and ends it after as many more. */
export function createSilenceWatch(options: {
  after: number;
  ask(): void;
  end(): void;
}): SilenceWatch {
  let asked = false;
  let watching = false;
  let busy = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const start = (): void => {
    clearTimeout(timer);
    if (watching && !busy) timer = setTimeout(elapsed, options.after);
  };
  const elapsed = (): void => {
    if (asked) return options.end();
    asked = true;
    start();
    options.ask();
  };

  return {
    heard(who) {
      if (who === "member") asked = false;
      start();
    },
    setBusy(next) {
      busy = next;
      start();
    },
    setWatching(next) {
      watching = next;
      start();
    },
    stop() {
      watching = false;
      clearTimeout(timer);
    },
  };
}
