/** One picture of the ball: two layers of silk turning opposite ways, and a light behind them. */
import type { Ball } from "./geometry.ts";
import { type Palette, STEPS, TONE, TONE_SCALE } from "./palette.ts";
import type { Light } from "./states.ts";

const TURN = 4096;
const SINE = Float32Array.from({ length: TURN }, (_, at) => Math.sin((at / TURN) * Math.PI * 2));
const PER_RADIAN = TURN / (Math.PI * 2);
/** Frames over which one picture of the flow is made: it is slow, and the frames between are mixed. */
export const FLOW_FRAMES = 3;

const wave = (angle: number) => SINE[(angle * PER_RADIAN) & (TURN - 1)]!;

/** Fills every `step`-th entry of `flow` (three waves a pixel), from `from`, as of `time`. */
export function flowInto(flow: Float32Array, ball: Ball, time: number, from = 0, step = 1): void {
  const a = time * 0.16, ca = Math.cos(a), sa = Math.sin(a);
  const b = 2 - a * 0.6, cb = Math.cos(b), sb = Math.sin(b);
  const t1 = time * 0.61, t2 = time * 0.43, t3 = time * 0.37, t4 = time * 0.29;
  for (let n = from; n < ball.count; n += step) {
    const x = ball.x[n]!, y = ball.y[n]!, z = ball.z[n]!;
    const qx = x * ca + z * sa, qz = z * ca - x * sa, rx = x * cb - z * sb, rz = -z * cb - x * sb;
    const first = wave(y * 2.1 + t1 + 1.45 * wave(qx * 1.9 + t2) + qz * 0.6);
    flow[n * 3] = first;
    flow[n * 3 + 1] = wave(qx * 1.2 - y * 1.25 - t3 + 1.25 * first);
    flow[n * 3 + 2] = wave(rx * 1.6 + y * 0.9 + t4 + 1.1 * wave(y * 1.3 - rz - t3));
  }
}

const mixed = new Float32Array(STEPS * 3);

/** Shades the ball into RGBA bytes; the flow is `share` of the way from one picture to the next. */
export function shadeInto(
  bytes: Uint8ClampedArray,
  ball: Ball,
  palette: Palette,
  light: Light,
  [before, after, share]: [Float32Array, Float32Array, number],
): void {
  const { warm, cool, fold, rim, bounce } = palette;
  for (let at = 0; at < mixed.length; at++) {
    mixed[at] = cool[at]! + (warm[at]! - cool[at]!) * light.warmth;
  }
  const reach = 0.62 / light.size, gain = light.strength, colour = light.colour;
  const warmBounce = gain * (0.25 + 0.75 * light.warmth) * 0.9;
  for (let n = 0; n < ball.count; n++) {
    const at = n * 3, key = ball.key[n]!;
    const u = before[at]! + (after[at]! - before[at]!) * share;
    const v = before[at + 1]! + (after[at + 1]! - before[at + 1]!) * share;
    const w = before[at + 2]! + (after[at + 2]! - before[at + 2]!) * share;
    const dx = (ball.x[n]! - light.x) * 0.86 + w * 0.10;
    const dy = (ball.y[n]! - light.y) * 1.08 + v * 0.13 + u * 0.05;
    const dz = (ball.z[n]! - 0.66) * 0.5;
    let depth = Math.sqrt(dx * dx + dy * dy + dz * dz) * reach + 0.10 * v + 0.09 * w +
      0.14 * (1 - gain);
    // Rounded off near nought: the heart of the light must not be a flat white disc.
    depth = Math.min(0.999, 0.5 * (depth + Math.sqrt(depth * depth + 0.02)));
    const near = 1 - depth, stop = (depth * STEPS | 0) * 3;
    let crease = 1 - v * v;
    crease *= crease;
    crease *= crease;
    const glow = near * near * gain;
    const amount = palette.ambient + palette.key * key + palette.lit * glow * 1.6 + w * 0.05 +
      u * 0.03;
    const sheen = crease * (0.02 + 0.10 * near * gain) + key * key * 0.05;
    const edge = ball.edge[n]! * 0.42, thrown = ball.bounce[n]! * warmBounce;
    let red = mixed[stop]! * amount + fold[0]! * sheen;
    let green = mixed[stop + 1]! * amount + fold[1]! * sheen;
    let blue = mixed[stop + 2]! * amount + fold[2]! * sheen;
    red += (rim[0]! - red) * edge + bounce[0]! * thrown;
    green += (rim[1]! - green) * edge + bounce[1]! * thrown;
    blue += (rim[2]! - blue) * edge + bounce[2]! * thrown;
    if (colour < 1) {
      const grey = (red * 0.3 + green * 0.55 + blue * 0.15) * (1 - colour);
      red = red * colour + grey;
      green = green * colour + grey;
      blue = blue * colour + grey;
    }
    const to = ball.offset[n]!, grain = ball.grain[n]!;
    bytes[to] = tone(red) + grain;
    bytes[to + 1] = tone(green) + grain;
    bytes[to + 2] = tone(blue) + grain;
    bytes[to + 3] = 255;
  }
}

function tone(light: number): number {
  return TONE[light > 1.99 ? TONE_SCALE * 2 - 1 : light < 0 ? 0 : (light * TONE_SCALE) | 0]!;
}
