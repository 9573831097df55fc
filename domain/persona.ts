import type { Persona } from "./community.ts";
import { stem, wordsOf } from "./words.ts";

/** How long a role that was called stays, in milliseconds, and in messages of the member. */
const STAYS_FOR = 30 * 60_000;
const STAYS_MESSAGES = 4;

/** Something the member said. */
export interface Said {
  text: string;
  at: number;
}

/**
 * Picks the persona that answers what a member said last; `said` is oldest first.
 *
 * A trigger of the newest message decides. Without one the role that was called a few messages ago
 * stays, so that «да, давай» is answered by who asked; after that, and after half an hour, it is the
 * default one again. Where several are called the order of `personas` decides, but a trigger right
 * after another role's is what is asked about and calls nobody: «что такое тильт» is a lesson.
 */
export function choosePersona(personas: readonly Persona[], said: readonly Said[]): Persona {
  const newest = said.at(-1);
  const recent = said.slice(-STAYS_MESSAGES).reverse()
    .filter(({ at }) => newest !== undefined && newest.at - at < STAYS_FOR);
  const called = recent.map(({ text }) => calledIn(personas, text)).find((one) => one);
  const chosen = called ?? personas.find((persona) => persona.default) ?? personas[0];
  if (!chosen) throw new Error("expected at least one persona, got none");
  return chosen;
}

/** A trigger as it stands in a text: which words it covers. */
interface Call {
  persona: Persona;
  start: number;
  end: number;
}

function calledIn(personas: readonly Persona[], text: string): Persona | undefined {
  const words = wordsOf(text).map(stem);
  const calls = personas.flatMap((persona) =>
    Object.values(persona.triggers).flat().flatMap((trigger) => callsOf(persona, trigger, words))
  );
  const asked = (call: Call) =>
    calls.some((other) => other.persona !== call.persona && other.end === call.start);
  return personas.find((persona) => calls.some((call) => call.persona === persona && !asked(call)));
}

function callsOf(persona: Persona, trigger: string, words: readonly string[]): Call[] {
  const wanted = wordsOf(trigger).map(stem);
  if (wanted.length === 0) return [];
  return words.flatMap((_, start) =>
    wanted.every((stem, offset) => isForm(words[start + offset], stem))
      ? [{ persona, start, end: start + wanted.length }]
      : []
  );
}

/** The shortest stem that also stands for longer words of its family. */
const FAMILY_LENGTH = 4;

function isForm(word: string | undefined, wanted: string): boolean {
  if (word === undefined) return false;
  return word === wanted || (wanted.length >= FAMILY_LENGTH && word.startsWith(wanted));
}
