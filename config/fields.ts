import { LANGUAGES } from "../domain/community.ts";
import { describe, nearest, oneOf } from "./problems.ts";

/**
 * Reads a field of a file: answers what it holds.
 *
 * What is wrong it tells the place, and then its answer means nothing. This is not zod's work, because
 * loading zod and making its schemas takes longer than all else that a start reads
 * (docs/decisions/0002-configuration.md).
 */
export type Field<Value> = (input: unknown, place: Place) => Value;

/** Where a field stands, and where to tell what is wrong with it. */
export class Place {
  constructor(
    readonly file: string,
    readonly problems: string[],
    readonly path: readonly PropertyKey[] = [],
  ) {}

  inside(step: PropertyKey): Place {
    return new Place(this.file, this.problems, [...this.path, step]);
  }

  tell(what: string): void {
    this.problems.push(at(this.file, this.path, what));
  }
}

/**
 * Says what was expected and what came.
 *
 * `what` follows the word «expected»; `fix` is a sentence of its own, for where the expectation
 * does not already say what to write.
 */
export function wrong(what: string, input: unknown, fix?: string): string {
  const said = input === undefined
    ? `is missing; expected ${what}. Add it.`
    : `expected ${what}, came ${describe(input)}.`;
  return fix ? `${said} ${fix}` : said;
}

/** A text for which `fits` holds; the spaces around it are cut off. */
export function text(
  what: string,
  fits: (text: string) => boolean,
  fix?: (text: unknown) => string | undefined,
): Field<string> {
  return (input, place) => {
    const value = typeof input === "string" ? input.trim() : undefined;
    if (value === undefined || !fits(value)) place.tell(wrong(what, input, fix?.(input)));
    return value ?? "";
  };
}

/** A text of 1 to `most` characters. */
export function shortText(what: string, most: number): Field<string> {
  return text(what, ({ length }) => length >= 1 && length <= most);
}

/** A text that fits a pattern. */
export function textLike(what: string, pattern: RegExp): Field<string> {
  return text(what, (value) => pattern.test(value));
}

/** A text for people in every language, up to `most` characters in each. */
export function localized(most: number) {
  const inLanguage = (language: string) =>
    shortText(`a text in ${language} of at most ${most} characters`, most);
  return group({ ru: inLanguage("Russian"), en: inLanguage("English") });
}

/** An identifier of our own: it ends up in keys of the store and in buttons of the bot. */
export function identifier(): Field<string> {
  return textLike(
    "a short name of small letters, digits, - and _, such as pro",
    /^[a-z][a-z0-9_-]{0,31}$/,
  );
}

/** A whole number from `least` to `most`. */
export function whole(what: string, least: number, most = Infinity): Field<number> {
  return (input, place) => {
    const value = Number.isSafeInteger(input) ? input as number : -Infinity;
    if (value < least || value > most) place.tell(wrong(what, input));
    return value;
  };
}

/** One of a few names. */
export function choice<const Names extends readonly string[]>(names: Names): Field<Names[number]> {
  return (input, place) => {
    const name = names.find((name) => name === input);
    if (name === undefined) place.tell(wrong(oneOf(names), input));
    return name ?? names[0]!;
  };
}

/** True or false. */
export const yesOrNo: Field<boolean> = (input, place) => {
  if (typeof input !== "boolean") place.tell(wrong("true or false", input));
  return input === true;
};

/** A field that may be left out. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  return (input, place) => input === undefined ? undefined : field(input, place);
}

/** A field that may be null. */
export function nullable<Value>(field: Field<Value>): Field<Value | null> {
  return (input, place) => input === null ? null : field(input, place);
}

/** A list of `least` to `most` items. */
export function list<Item>(
  what: string,
  item: Field<Item>,
  least = 0,
  most = 100,
): Field<Item[]> {
  return (input, place) => {
    const items = Array.isArray(input) ? input : undefined;
    if (!items || items.length < least || items.length > most) place.tell(wrong(what, input));
    return (items ?? []).map((one, index) => item(one, place.inside(index)));
  };
}

/** A list of texts for each language. */
export function perLanguage<Item>(item: Field<Item>) {
  const [ru, en] = LANGUAGES.map((language) => list(`a list of texts in ${language}`, item));
  return group({ ru: ru!, en: en! });
}

/** Fields of any names, all of one kind. */
export function record<Value>(what: string, value: Field<Value>): Field<Record<string, Value>> {
  return (input, place) => {
    if (!isGroup(input)) place.tell(wrong(what, input));
    const entries = Object.entries(isGroup(input) ? input : {});
    return Object.fromEntries(entries.map(([name, one]) => [name, value(one, place.inside(name))]));
  };
}

/** A group of named fields; a field that it does not know is a problem. */
export function group<Values extends Record<string, unknown>>(
  fields: { [Name in keyof Values]: Field<Values[Name]> },
): Field<Values> {
  const names = Object.keys(fields);
  return (input, place) => {
    if (!isGroup(input)) {
      place.tell(wrong(`a group of fields (${names.join(", ")})`, input));
      return {} as Values;
    }
    const entries = names.map((name) => [name, fields[name]!(input[name], place.inside(name))]);
    const unknown = Object.keys(input).filter((name) => !names.includes(name));
    for (const name of unknown) tellUnknown(name, names, place.inside(name));
    return Object.fromEntries(entries);
  };
}

function tellUnknown(name: string, known: string[], place: Place): void {
  const meant = nearest(name, known);
  const fix = meant
    ? `did you mean ${meant}? Rename it or remove it.`
    : `the known ones are ${known.join(", ")}. Remove it.`;
  place.tell(`is not a known field; ${fix}`);
}

/** Writes one line, with the path as `plans[1].name.ru`. */
export function at(file: string, path: readonly PropertyKey[], what: string): string {
  const steps = path.map((step) =>
    typeof step === "number"
      ? `[${step}]`
      : /^[\w-]+$/.test(String(step))
      ? `.${String(step)}`
      : `[${JSON.stringify(String(step))}]`
  );
  const place = steps.join("").replace(/^\./, "");
  return [file, place, what].filter(Boolean).join(": ");
}

/**
 * The groups in the list `name` of something unchecked, as far as they are groups.
 *
 * Rules across fields look at what was written, so that they speak in the same pass as the rules of
 * single fields.
 */
export function groupsOf(unchecked: unknown, name: string): Record<string, unknown>[] {
  const found = isGroup(unchecked) ? unchecked[name] : undefined;
  return Array.isArray(found) ? found.map((item) => isGroup(item) ? item : {}) : [];
}

/** True for a group of named fields, of whatever content. */
export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A line for each text or number in `field` that an earlier item of the list `name` has too. */
export function repeated(file: string, unchecked: unknown, name: string, field: string): string[] {
  const values = groupsOf(unchecked, name).map((item) => item[field]);
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (value === undefined || first === index) return [];
    const what = `expected each ${field} once, came ${describe(value)}, as in ${name}[${first}].`;
    return [at(file, [name, index, field], `${what} Choose another.`)];
  });
}
