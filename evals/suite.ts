/** One figure of a suite. */
export interface EvalRow {
  name: string;
  /** Of how many it was right. */
  right: number;
  of: number;
  /** The share that has to be right, 0 to 1. */
  least: number;
  /** What went wrong, a line each. */
  misses: string[];
}

/** Reads a file of one JSON value a line, from this folder. */
export async function readLines<Line>(file: string): Promise<Line[]> {
  const text = await Deno.readTextFile(new URL(file, import.meta.url));
  return text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
}

/** Whether a row is as good as it has to be. */
export function isGood({ right, of, least }: EvalRow): boolean {
  return of > 0 && right / of >= least;
}
