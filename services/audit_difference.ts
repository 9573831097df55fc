/** What an audit tells. */

/** Something that is kept otherwise than it follows from what it is kept for. */
export interface Difference {
  /** Empty where it is nobody's. */
  member: string;
  what: string;
  expected: string;
  found: string;
}

/** A difference for each thing that is not as it is to be. */
export function compared(
  member: string,
  ...things: [what: string, expected: unknown, found: unknown][]
): Difference[] {
  return things.filter(([, expected, found]) => said(expected) !== said(found))
    .map(([what, expected, found]) => ({
      member,
      what,
      expected: said(expected),
      found: said(found),
    }));
}

/**
 * Looks again where something differs, and tells only what differs both times: what is read key by key
 * may have changed in between.
 */
export async function twice(look: () => Promise<Difference[]>): Promise<Difference[]> {
  const first = await look();
  if (first.length === 0) return first;
  const second = new Set((await look()).map((one) => JSON.stringify(one)));
  return first.filter((one) => second.has(JSON.stringify(one)));
}

/** A moment as an audit writes it. */
export function momentOf(moment: number | null): string {
  return moment === null ? "none" : new Date(moment).toISOString();
}

function said(value: unknown): string {
  return value === undefined || value === null ? "none" : String(value);
}
