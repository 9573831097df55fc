/** Loudness as the orb shows it. */

/** What speech lies between, in decibels of full scale. */
const QUIET = -52, LOUD = -14;

/** The level of so many decibels. */
export function levelOf(decibels: number): number {
  return Math.max(0, Math.min(1, (decibels - QUIET) / (LOUD - QUIET)));
}
