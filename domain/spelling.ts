const SHORTEST_BEGINNING = 4;
const LONGEST_DIFFERENCE = 4;

/** Whether one stem is the other with a short ending. */
export function beginsAlike(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= SHORTEST_BEGINNING && long.length - short.length <= LONGEST_DIFFERENCE &&
    long.startsWith(short);
}

/** Longest ending that a wrong letter may have kept from being cut off. */
const LONGEST_ENDING = 3;

/** Whether a stem is another with a letter or, in a long one, two of them wrong. */
export function isMisspelt(wanted: string, other: string): boolean {
  if (wanted.length < 4 || /\p{N}/u.test(wanted)) return false;
  const most = wanted.length >= 8 ? 2 : 1;
  const longer = wanted.length - other.length;
  if (-longer > most || longer > LONGEST_ENDING) return false;
  // Looked at first, because it is quick and leaves out most.
  if (wanted[1] !== other[1] && wanted[2] !== other[2] && wanted[1] !== other[2]) return false;
  if (longer <= most && editsBetween(wanted, other) <= most) return true;
  return other.length >= 5 && longer > 0 && editsBetween(wanted.slice(0, other.length), other) <= 1;
}

/** Letters to put in, leave out, change or swap to make one word another. */
function editsBetween(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let at = 1; at <= other.length; at += 1) {
      const changed = last[at - 1]! + (one[row - 1] === other[at - 1] ? 0 : 1);
      let least = Math.min(changed, last[at]! + 1, now[at - 1]! + 1);
      const swapped = row > 1 && at > 1 && one[row - 1] === other[at - 2] &&
        one[row - 2] === other[at - 1];
      if (swapped) least = Math.min(least, before[at - 2]! + 1);
      now.push(least);
    }
    [before, last] = [last, now];
  }
  return last[other.length]!;
}
