/** Everything that is wrong with the configuration, found in one pass. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  /** `problems`: one line each: where, what was expected, what came, and the fix. */
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
  }
}

/** Telegram's bot tokens and Google's keys, wherever they were pasted. */
const KEY = /\d{6,}:[\w-]{20,}|AIza[\w-]{20,}|AQ\.[\w-]{20,}/;

/** True for a text with something in it that must not be repeated. */
export function holdsKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Says in a few words what came instead of what was expected.
 *
 * Never repeats something that looks like a key, nor the password in an address.
 */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a group of fields";
  if (typeof value !== "string") return `the ${typeof value} ${value}`;
  if (value.trim() === "") return "an empty text";
  if (holdsKey(value)) return "something that looks like a key";
  const safe = value.replace(/\/\/.*@/, "//…@").replaceAll("\n", " ");
  return `"${safe.length > 60 ? `${safe.slice(0, 59)}…` : safe}"`;
}

/** Writes names as «a, b or c»; empty for no names. */
export function oneOf(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} or ${names[names.length - 1]}`;
}

/** Finds the known name that `name` is probably a misspelling of, at most `slips` letters away. */
export function nearest<Name extends string>(
  name: string,
  known: readonly Name[],
  slips = Infinity,
): Name | undefined {
  let best: Name | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const length = Math.max(name.length, candidate.length);
    const allowed = Math.min(slips, Math.max(1, Math.floor(0.3 * length)));
    // So many letters have to come or go at least; most names are told apart by that.
    if (Math.abs(name.length - candidate.length) > allowed) continue;
    const most = Math.min(allowed, bestDistance - 1);
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), most);
    if (distance <= most) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/**
 * The number of letters to insert, delete or replace to make `a` into `b` (Levenshtein); any number
 * over `most` where it is more than that, which is known sooner.
 */
function editDistance(a: string, b: string, most: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    if (Math.min(...current) > most) return Infinity;
    previous = current;
  }
  return previous[b.length]!;
}
