import { at, type Field, list, Place, shortText } from "./fields.ts";
import { describe } from "./problems.ts";

/**
 * Checks what `glossary.yaml` holds: a list of groups of words that mean the same.
 *
 * Adds a line to `problems` for everything that is wrong, and then answers undefined.
 */
export function checkGlossary(
  file: string,
  unchecked: unknown,
  problems: string[],
): string[][] | undefined {
  const found: string[] = [];
  const glossary = groups(unchecked, new Place(file, found));
  found.push(...sharedWords(file, unchecked));
  problems.push(...found);
  return found.length === 0 ? glossary : undefined;
}

const word = shortText("a word or a few words, in quotes where it is a number", 60);
const groups: Field<string[][]> = list(
  "a list of groups such as [stop-loss, stop]",
  list("a group of at least two words that mean the same, such as [stop-loss, stop]", word, 2, 60),
  0,
  2000,
);

/** A word in two groups would make the two mean the same, or not, by their order. */
function sharedWords(file: string, unchecked: unknown): string[] {
  const owner = new Map<string, number>();
  if (!Array.isArray(unchecked)) return [];
  return unchecked.flatMap((group: unknown, index) => {
    if (!Array.isArray(group)) return [];
    return group.flatMap((item: unknown, place) => {
      const name = String(item).trim().toLowerCase();
      const first = owner.get(name);
      if (first === undefined) owner.set(name, index);
      if (first === undefined) return [];
      const what = `expected each word once, came ${describe(name)}, as in group [${first}].`;
      return [at(file, [index, place], `${what} Remove one, or make the two groups one.`)];
    });
  });
}
