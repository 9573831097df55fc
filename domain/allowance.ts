/**
 * What a member has used of one allowance in one period.
 *
 * A reservation holds a unit until its moment passes, so that a process that died gives back what it
 * held without anyone doing anything.
 */
export interface Usage {
  schema: 1;
  used: number;
  /** Reservation id to the moment it lapses, in milliseconds since the Unix epoch. */
  reservations: Record<string, number>;
}

export const NO_USAGE: Usage = { schema: 1, used: 0, reservations: {} };

/** Units that are used or held at `now`. */
export function taken(usage: Usage, now: number): number {
  return usage.used + Object.values(usage.reservations).filter((until) => until > now).length;
}

/** Units left at `now`; `null` where there is no limit. */
export function left(usage: Usage, limit: number | null, now: number): number | null {
  return limit === null ? null : Math.max(0, limit - taken(usage, now));
}

/** Holds one unit until `until`, or answers `undefined` where none is left. */
export function reserve(
  usage: Usage,
  limit: number | null,
  reservation: { id: string; until: number },
  now: number,
): Usage | undefined {
  if (limit !== null && taken(usage, now) >= limit) return undefined;
  const live = Object.entries(usage.reservations).filter(([, until]) => until > now);
  return {
    ...usage,
    reservations: { ...Object.fromEntries(live), [reservation.id]: reservation.until },
  };
}

/**
 * Whether a unit is still reserved. One that lapsed is, until another reservation took its place: so
 * whoever charges only what it holds never goes over the limit, however its clock goes.
 */
export function holds(usage: Usage, id: string): boolean {
  return Object.hasOwn(usage.reservations, id);
}

/** Holds a reserved unit longer; a reservation that is gone stays gone. */
export function extend(usage: Usage, id: string, until: number): Usage {
  if (!holds(usage, id)) return usage;
  return { ...usage, reservations: { ...usage.reservations, [id]: until } };
}

/** Gives a reserved unit back. */
export function release(usage: Usage, id: string): Usage {
  const { [id]: _, ...reservations } = usage.reservations;
  return { ...usage, reservations };
}

/** Turns a reservation that one holds into use. */
export function charge(usage: Usage, id: string): Usage {
  const released = release(usage, id);
  return { ...released, used: released.used + 1 };
}

/** How much of an allowance is used, as far as it is told: nearly all of it, or all. */
export function levelOf(used: number, limit: number): 0 | 80 | 100 {
  if (used >= limit) return 100;
  return used >= limit * 0.8 ? 80 : 0;
}
