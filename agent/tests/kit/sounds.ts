/** Sounds for tests, 16 bit, 24 kHz, one channel: words by eSpeak NG, and noises by arithmetic. */
import { execFileSync } from "node:child_process";

const RATE = 24_000;

/** Whether words can be spoken here; in CI they must. */
export const hasVoice = ((): boolean => {
  try {
    execFileSync("espeak-ng", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    if (Deno.env.get("CI")) throw new Error("espeak-ng is missing, and CI must run all tests");
    return false;
  }
})();

/** Words, or phonemes in `[[…]]`, spoken in a language of eSpeak NG; `options` as on its command line. */
export function espeak(language: string, text: string, ...options: string[]): Int16Array {
  const wav = execFileSync("espeak-ng", ["-v", language, ...options, "--stdout", text], {
    maxBuffer: 1 << 26,
  });
  const rate = wav.readUInt32LE(24);
  const samples = Array.from(
    { length: (wav.length - 44) >> 1 },
    (_, index) => wav.readInt16LE(44 + index * 2),
  );
  return resample(samples, rate);
}

/** Nothing, for so many milliseconds. */
export function silence(milliseconds: number): Int16Array {
  return new Int16Array(milliseconds * RATE / 1_000);
}

/** Noise under an envelope of the seconds; `dull` from 0 (white) towards 1 (a thump). */
export function noise(
  milliseconds: number,
  { peak = 20_000, dull = 0, envelope = () => 1, seed = 1 }: {
    peak?: number;
    dull?: number;
    envelope?: (seconds: number) => number;
    seed?: number;
  } = {},
): Int16Array {
  const random = randomOf(seed);
  let level = 0;
  return Int16Array.from({ length: milliseconds * RATE / 1_000 }, (_, index) => {
    level += (1 - dull) * ((random() * 2 - 1) - level);
    return Math.max(-32_768, Math.min(32_767, peak * envelope(index / RATE) * level));
  });
}

/** One after the other. */
export function join(...sounds: Int16Array[]): Int16Array {
  const all = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length, 0));
  let at = 0;
  for (const sound of sounds) {
    all.set(sound, at);
    at += sound.length;
  }
  return all;
}

/** So many times as loud. */
export function louder(sound: Int16Array, times: number): Int16Array {
  return sound.map((sample) => Math.max(-32_768, Math.min(32_767, sample * times)));
}

/** Both at once. */
export function mix(one: Int16Array, other: Int16Array): Int16Array {
  return one.map((sample, index) =>
    Math.max(-32_768, Math.min(32_767, sample + (other[index % other.length] ?? 0)))
  );
}

function resample(samples: number[], rate: number): Int16Array {
  const ratio = rate / RATE;
  return Int16Array.from({ length: Math.floor(samples.length / ratio) }, (_, index) => {
    const at = index * ratio;
    const low = samples[Math.floor(at)];
    return low + ((samples[Math.floor(at) + 1] ?? low) - low) * (at % 1);
  });
}

/** A chain of numbers from 0 to 1 that is the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
