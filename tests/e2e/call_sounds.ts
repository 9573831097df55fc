/** Sounds of a member that are no words. */
import { TONGUE_RATE } from "./call_page.ts";

/** A cough: a burst of noise that fades within a third of a second, always the same. */
export function cough(): Int16Array {
  let seed = 7;
  return Int16Array.from({ length: TONGUE_RATE * 0.35 }, (_, at) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const noise = seed / 1_073_741_824 - 1;
    return Math.round(16_000 * noise * Math.exp(-9 * at / TONGUE_RATE));
  });
}

/** Nothing for so long: that something does not happen can only be waited for. */
export function pauseOf(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
