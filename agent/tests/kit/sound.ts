/** Something like a voice, at 16 kHz: a bright vowel of so many milliseconds. */
export function vowel(milliseconds: number): Int16Array {
  const samples = new Int16Array(16 * milliseconds);
  for (let index = 0; index < samples.length; index++) {
    const seconds = index / 16_000;
    let value = 0;
    for (let harmonic = 1; harmonic <= 16; harmonic++) {
      value += Math.sin(2 * Math.PI * 140 * harmonic * seconds) / Math.sqrt(harmonic);
    }
    samples[index] = value * 3000;
  }
  return samples;
}

/** Nothing, at 16 kHz. */
export function quiet(milliseconds: number): Int16Array {
  return new Int16Array(16 * milliseconds);
}
