/**
 * Speaks text aloud with eSpeak NG, compiled to WebAssembly.
 *
 * It works sentence by sentence (some 15 ms of the thread each) and gives way between them. The
 * engine remembers what it said and would say the same a little differently the next time, so its
 * memory is put back before each sentence: the same text is always the same samples.
 */
import { sentencesOf } from "../../../domain/markdown.ts";
import { type Language, languageOf } from "../language.ts";
import { resample, SPOKEN_RATE } from "./sound.ts";
import { DEFAULT_VOICE, type EspeakVoice, espeakVoice } from "./voices.ts";

/** What is used of the package, which has no types of its own. */
interface Engine {
  get_samplerate(): number;
  set_voice(name: string): void;
  set_pitch(pitch: number): void;
  set_rate(rate: number): void;
  synthesize(text: string, listen: (samples: Int16Array | null) => number): void;
}
interface EspeakModule {
  eSpeakNGWorker: new () => Engine;
  HEAPU8: Uint8Array;
}

interface Loaded {
  module: EspeakModule;
  engine: Engine;
  /** The engine's memory before it said anything. */
  fresh: Uint8Array;
}

const KEPT_BYTES = 24 * 1024 * 1024;
const LONGEST = 160;
/** One engine a process: it takes 20 MB, and nothing of it has to be closed. */
let loading: Promise<Loaded> | undefined;
/** What was said, by voice and text, the least used first. */
const cache = new Map<string, Int16Array>();
let cached = 0;

/** Loads the engine, so that the first sentence does not wait for it; a failure shows there. */
export function warmVoice(): void {
  (loading ??= load()).catch(() => {});
}

/** Drops what was kept, so that everything is spoken anew. */
export function forgetSpeech(): void {
  cache.clear();
  cached = 0;
}

/** How a sentence is spoken. */
export interface Speech {
  /** The language of what has no letters; Russian by default. */
  otherwise?: Language;
  /** How many times as fast as the voice does by itself; 1 by default. */
  tempo?: number;
}

/** Speaks one sentence with one of Gemini's voices, in the language of its letters. */
export async function speak(
  text: string,
  voice: string,
  { otherwise = "ru", tempo = 1 }: Speech = {},
): Promise<Int16Array> {
  const sound = espeakVoice(voice, languageOf(text) ?? otherwise);
  sound.rate = Math.round(sound.rate * tempo);
  const key = `${sound.name}/${sound.pitch}/${sound.rate}/${text}`;
  const kept = cache.get(key);
  if (kept) {
    cache.delete(key);
    cache.set(key, kept);
    return kept;
  }
  const loaded = await (loading ??= load());
  await new Promise((resolve) => setTimeout(resolve, 0));
  const samples = synthesise(loaded, text, sound);
  keep(key, samples);
  return samples;
}

/** A text in parts that are spoken one by one: sentences, the long ones cut at a pause or a word. */
export function spokenParts(text: string): string[] {
  return sentencesOf(text).flatMap((sentence) => cut(sentence.text.trim()))
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}

function cut(sentence: string): string[] {
  if (sentence.length <= LONGEST) return [sentence];
  const start = sentence.slice(0, LONGEST);
  const at = Math.max(start.lastIndexOf(", "), start.lastIndexOf("; "), start.lastIndexOf(": "));
  const end = at > LONGEST / 3 ? at + 1 : start.lastIndexOf(" ") > 0 ? start.lastIndexOf(" ") : 0;
  if (end === 0) return [start, ...cut(sentence.slice(LONGEST))];
  return [sentence.slice(0, end), ...cut(sentence.slice(end).trim())];
}

async function load(): Promise<Loaded> {
  const { default: start } = await import("@echogarden/espeak-ng-emscripten") as unknown as {
    default: () => Promise<EspeakModule>;
  };
  const module = await start();
  const engine = await new module.eSpeakNGWorker();
  const loaded = { module, engine, fresh: module.HEAPU8.slice() };
  // The first words take ten times as long as all others.
  synthesise(loaded, "да", espeakVoice(DEFAULT_VOICE, "ru"));
  return loaded;
}

function synthesise({ module, engine, fresh }: Loaded, text: string, sound: EspeakVoice) {
  module.HEAPU8.set(fresh);
  module.HEAPU8.fill(0, fresh.length);
  engine.set_voice(sound.name);
  engine.set_pitch(sound.pitch);
  engine.set_rate(sound.rate);
  const chunks: Int16Array[] = [];
  engine.synthesize(text, (samples) => {
    if (samples) chunks.push(samples.slice());
    return 0;
  });
  const whole = new Int16Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return resample(whole, engine.get_samplerate(), SPOKEN_RATE);
}

function keep(key: string, samples: Int16Array): void {
  cache.set(key, samples);
  cached += samples.byteLength;
  for (const [oldest, { byteLength }] of cache) {
    if (cached <= KEPT_BYTES) break;
    cache.delete(oldest);
    cached -= byteLength;
  }
}
