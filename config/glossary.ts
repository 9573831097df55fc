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

/** What means something to YAML within a group; a plain glossary has none of it. */
const MARKS = /["'`{}[\]#&*!|>%@?:=~\t\r]|-[ ,]/;
/** What YAML does not take for a text. */
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|[\d.-]+)$/i;

/**
 * Reads a glossary that is written one group a line and has nothing wrong with it; undefined for any
 * other, which YAML is asked about.
 *
 * A start reads the glossary, and reading 150 groups as YAML takes 6 ms of it (decision 0004).
 */
export function readPlainGlossary(text: string): string[][] | undefined {
  const glossary: string[][] = [];
  const known = new Set<string>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (!line.startsWith("- [") || !line.endsWith("]")) return undefined;
    const inside = line.slice(3, -1);
    const group = inside.split(",").map((word) => word.trim());
    if (MARKS.test(inside) || group.length < 2) return undefined;
    for (const word of group) {
      const name = word.toLowerCase();
      const isText = word !== "" && word.length <= MOST_LENGTH && !NO_TEXT.test(word);
      if (!isText || known.has(name)) return undefined;
      known.add(name);
    }
    glossary.push(group);
  }
  return glossary.length <= MOST_GROUPS ? glossary : undefined;
}

const MOST_LENGTH = 60;
const MOST_GROUPS = 2000;
const word = shortText("a word or a few words, in quotes where it is a number", MOST_LENGTH);
const groups: Field<string[][]> = list(
  "a list of groups such as [stop-loss, stop]",
  list("a group of at least two words that mean the same, such as [stop-loss, stop]", word, 2, 60),
  0,
  MOST_GROUPS,
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
