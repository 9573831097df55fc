/** One figure of the bench. */
export interface BenchRow {
  name: string;
  value: number;
  unit: string;
  /** What it is compared with, measured in the same run. */
  compared?: string;
  /** `value` over what it is compared with. */
  ratio?: number;
  limit?: string;
  /** Whether the limit holds; absent where there is none. */
  ok?: boolean;
}

/** The middle of some measurements; of an even number, the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

/**
 * Measures two things turn by turn, so that a slow moment of the machine meets both.
 *
 * Answers the medians, and as `ratio` the median of what each round's two came to. The first round
 * warms up and is not counted.
 */
export async function interleave(
  rounds: number,
  ours: () => number | Promise<number>,
  theirs: () => number | Promise<number>,
): Promise<{ ours: number; theirs: number; ratio: number }> {
  const all: { ours: number; theirs: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    all.push({ ours: await ours(), theirs: await theirs() });
  }
  const counted = all.slice(1);
  return {
    ours: median(counted.map((round) => round.ours)),
    theirs: median(counted.map((round) => round.theirs)),
    ratio: median(counted.map((round) => round.ours / round.theirs)),
  };
}
