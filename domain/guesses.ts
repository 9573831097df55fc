/** How many wrong codes may be tried. */

/** Wrong codes that somebody tried: one member, or all together. */
export interface Guesses {
  schema: 1;
  /** When the latest were tried, the oldest first; no more than count for anything. */
  at: number[];
  /** When all together had last tried so many that each may try fewer; null for a member. */
  alarmedAt: number | null;
}

const MINUTE = 60_000;
/** What a member may get wrong, usually and while there is an alarm: so many within so long. */
const USUAL = { most: 5, within: 10 * MINUTE };
const ALARMED = { most: 1, within: 60 * MINUTE };
/** So many wrong ones of all in a minute are an alarm, which lasts for so long. */
const ALARM = { most: 100, within: MINUTE, lasts: 10 * MINUTE };

/** For how long guesses matter, in milliseconds. */
export const GUESSES_MATTER = 60 * MINUTE;

/**
 * How long a member has to wait until they may try a code, in milliseconds; 0 where they may.
 *
 * While very many are wrong, whoever has got one wrong waits for an hour; members who have not may
 * still redeem what they have.
 */
export function waitBeforeTry(
  { own, all }: { own: Guesses | undefined; all: Guesses | undefined },
  now: number,
): number {
  const isAlarmed = typeof all?.alarmedAt === "number" && now < all.alarmedAt + ALARM.lasts;
  const { most, within } = isAlarmed ? ALARMED : USUAL;
  const recent = (own?.at ?? []).filter((at) => at > now - within);
  if (recent.length < most) return 0;
  return Math.max(1, recent.at(-most)! + within - now);
}

/** A member's guesses with another one. */
export function withGuess(own: Guesses | undefined, now: number): Guesses {
  return { schema: 1, at: [...own?.at ?? [], now].slice(-USUAL.most), alarmedAt: null };
}

/** The guesses of all with another one. */
export function withGuessOfAll(all: Guesses | undefined, now: number): Guesses {
  const at = [...all?.at ?? [], now].filter((at) => at > now - ALARM.within).slice(-ALARM.most);
  return { schema: 1, at, alarmedAt: at.length >= ALARM.most ? now : all?.alarmedAt ?? null };
}
