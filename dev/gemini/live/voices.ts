/** Gemini's voices by name, and how the synthesiser imitates that they differ. */
import { hash } from "../hash.ts";
import type { Language } from "../language.ts";

/** https://ai.google.dev/gemini-api/docs/speech-generation#voices */
const WOMEN = [
  "Achernar",
  "Aoede",
  "Autonoe",
  "Callirrhoe",
  "Despina",
  "Erinome",
  "Gacrux",
  "Kore",
  "Laomedeia",
  "Leda",
  "Pulcherrima",
  "Sulafat",
  "Vindemiatrix",
  "Zephyr",
];
const MEN = [
  "Achird",
  "Algenib",
  "Algieba",
  "Alnilam",
  "Charon",
  "Enceladus",
  "Fenrir",
  "Iapetus",
  "Orus",
  "Puck",
  "Rasalgethi",
  "Sadachbia",
  "Sadaltager",
  "Schedar",
  "Umbriel",
  "Zubenelgenubi",
];

/** The voice of a session that asks for none. */
export const DEFAULT_VOICE = "Zephyr";

/** How eSpeak is to sound. */
export interface EspeakVoice {
  /** A language with a variant, such as `ru+f3`. */
  name: string;
  /** From 0 to 99. */
  pitch: number;
  /** Words a minute. */
  rate: number;
}

const LANGUAGES: Record<Language, string> = { ru: "ru", en: "en-us" };

/** Whether Gemini has a voice of this name. */
export function isVoice(name: string): boolean {
  return WOMEN.includes(name) || MEN.includes(name);
}

/** The sound of one of Gemini's voices in a language; each has its own pitch and pace. */
export function espeakVoice(name: string, language: Language): EspeakVoice {
  const number = hash(name);
  const woman = !MEN.includes(name);
  const variant = woman ? `f${1 + number % 4}` : `m${1 + number % 7}`;
  return {
    name: `${LANGUAGES[language]}+${variant}`,
    pitch: (woman ? 50 : 30) + (number >>> 4) % 20,
    rate: 160 + (number >>> 9) % 20,
  };
}
