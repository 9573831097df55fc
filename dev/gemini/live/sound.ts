/** Sound as Gemini Live sends and takes it: 16-bit samples, one channel, base64 on the wire. */
import { Buffer } from "node:buffer";

/** Samples a second that the model hears. */
export const HEARD_RATE = 16_000;
/** Samples a second that the model speaks. */
export const SPOKEN_RATE = 24_000;

/** Samples as they go over the wire. */
export function toBase64(samples: Int16Array): string {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString("base64");
}

/** Samples from the wire; half a sample at the end is dropped. */
export function fromBase64(data: string): Int16Array {
  const bytes = Buffer.from(data, "base64");
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = bytes.readInt16LE(index * 2);
  }
  return samples;
}

/** The loudness of samples as their root mean square, from 0 to 32768. */
export function loudnessOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** The same sound with another number of samples a second, by straight lines between them. */
export function resample(samples: Int16Array, from: number, to: number): Int16Array {
  const length = Math.floor(samples.length * to / from);
  const resampled = new Int16Array(length);
  for (let index = 0; index < length; index++) {
    const position = index * from / to;
    const before = Math.floor(position);
    const left = samples[before] ?? 0;
    const right = samples[before + 1] ?? left;
    resampled[index] = Math.round(left + (right - left) * (position - before));
  }
  return resampled;
}

/** How long spoken samples sound, in milliseconds. */
export function durationOf(samples: Int16Array, rate = SPOKEN_RATE): number {
  return samples.length * 1000 / rate;
}
