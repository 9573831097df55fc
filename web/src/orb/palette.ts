/** The orb's own colours, in linear light, as smooth ramps from near the inner light to far. */

/** Steps of a ramp. */
export const STEPS = 512;

export interface Palette {
  /** Her voice. `STEPS` × 3. */
  warm: Float32Array;
  /** Her attention. `STEPS` × 3. */
  cool: Float32Array;
  fold: readonly number[];
  rim: readonly number[];
  bounce: readonly number[];
  ambient: number;
  key: number;
  lit: number;
}

function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** A Catmull-Rom curve through the stops: straight pieces would show as rings. */
function ramp(hexes: string): Float32Array {
  const stops = hexes.split(" ").map(linear), last = stops.length - 1;
  const stop = (at: number, channel: number) => stops[Math.min(last, Math.max(0, at))]![channel]!;
  const out = new Float32Array(STEPS * 3);
  for (let step = 0; step < STEPS; step++) {
    const place = (step / (STEPS - 1)) * last, from = Math.min(last - 1, Math.floor(place));
    const f = place - from, f2 = f * f, f3 = f2 * f;
    for (let channel = 0; channel < 3; channel++) {
      const a = stop(from, channel), b = stop(from + 1, channel);
      const slopeA = (b - stop(from - 1, channel)) / 2, slopeB = (stop(from + 2, channel) - a) / 2;
      out[step * 3 + channel] = (2 * f3 - 3 * f2 + 1) * a + (f3 - 2 * f2 + f) * slopeA +
        (3 * f2 - 2 * f3) * b + (f3 - f2) * slopeB;
    }
  }
  return out;
}

/** The palette for a light or a dark room. */
export function paletteFor(scheme: "light" | "dark"): Palette {
  return scheme === "light"
    ? {
      warm: ramp("#fffaf0 #ffe3bf #ffc394 #fbaa99 #e9aec6 #cbc1ea #b5bce9"),
      cool: ramp("#fbfeff #e3f1ff #c6e0ff #adc9fb #a5b6f3 #a3a8ea #9b9fe2"),
      fold: linear("#fffdf8"),
      rim: linear("#dfe9ff"),
      bounce: linear("#ffb37d"),
      ambient: 0.66,
      key: 0.50,
      lit: 0.28,
    }
    : {
      warm: ramp("#fff4e0 #ffd6a6 #fdae79 #ea8778 #b66b93 #665699 #33407e"),
      cool: ramp("#f6fbff #cfe4fd #9dc2f3 #7297df #5370bf #3d5199 #2c3c76"),
      fold: linear("#fff1dc"),
      rim: linear("#8fb4f7"),
      bounce: linear("#ff9a5c"),
      ambient: 0.52,
      key: 0.50,
      lit: 0.42,
    };
}

/** Entries of `TONE` for each unit of linear light. */
export const TONE_SCALE = 1024;

/** Linear light 0 to 2 → sRGB byte, with a soft shoulder, so that bright places keep their colour. */
export const TONE = Float32Array.from({ length: TONE_SCALE * 2 }, (_, at) => {
  const light = at / TONE_SCALE;
  const soft = light < 0.72 ? light : 0.72 + (1 - Math.exp(-(light - 0.72) / 0.28)) * 0.28;
  return 255 * (soft <= 0.0031308 ? soft * 12.92 : 1.055 * soft ** (1 / 2.4) - 0.055);
});
