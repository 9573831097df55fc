/** Keeps the screen on while a call is; where the browser cannot, the phone's own timer holds. */

let wanted = false;
let lock: WakeLockSentinel | null = null;

async function request(): Promise<void> {
  if (!wanted || lock || document.hidden || !("wakeLock" in navigator)) return;
  try {
    const got = await navigator.wakeLock.request("screen");
    // It is taken away when the page is hidden, and asked for again when it is back.
    got.addEventListener("release", () => lock = null);
    lock = got;
    if (!wanted) void got.release();
  } catch {
    // Refused on a low battery, for example.
  }
}

/** Keeps the screen on, or lets it go. */
export function keepAwake(awake: boolean): void {
  if (awake === wanted) return;
  wanted = awake;
  if (awake) {
    document.addEventListener("visibilitychange", request);
    void request();
  } else {
    document.removeEventListener("visibilitychange", request);
    void lock?.release().catch(() => {});
  }
}
