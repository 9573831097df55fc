/** The ball as a list of pixels: where each looks, and what light reaches it. Computed once. */

/** Shaded pixels a side; the GPU scales the picture up. */
export const SIDE = 108;

/** One entry a pixel inside the ball. */
export interface Ball {
  count: number;
  /** Offset of the pixel's red byte in an image of `SIDE` × `SIDE`. */
  offset: Uint32Array;
  /** The surface normal, which on a unit ball is also the place. */
  x: Float32Array;
  y: Float32Array;
  z: Float32Array;
  /** 0 facing the viewer, 1 at the edge. */
  edge: Float32Array;
  /** The main light, from above left, wrapped around the side. */
  key: Float32Array;
  /** Light thrown back by the ground. */
  bounce: Float32Array;
  /** Half a byte up or down, so that slow gradients show no bands. */
  grain: Float32Array;
}

const LIGHT = [-0.42, -0.70, 0.58].map((part) => part / Math.hypot(0.42, 0.70, 0.58));

/** Interleaved gradient noise (Jimenez, "Next generation post processing", 2014), -0.5 to 0.5. */
function grainAt(column: number, row: number): number {
  const inner = 0.06711056 * column + 0.00583715 * row;
  return ((52.9829189 * (inner % 1)) % 1) - 0.5;
}

/** The ball, a little larger than its picture, so that the round mask cuts clean pixels. */
export function makeBall(): Ball {
  const pixels: number[][] = [];
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const x = ((column + 0.5) / SIDE) * 2.06 - 1.03, y = ((row + 0.5) / SIDE) * 2.06 - 1.03;
      const distance = x * x + y * y;
      if (distance > 1.12) continue;
      const z = Math.sqrt(Math.max(0, 1 - distance));
      const lit = x * LIGHT[0]! + y * LIGHT[1]! + z * LIGHT[2]!;
      pixels.push([
        (row * SIDE + column) * 4,
        x,
        y,
        z,
        (1 - z) ** 2.6,
        Math.min(1, Math.max(0, lit * 0.62 + 0.38)) ** 1.5,
        Math.max(0, y * 0.75 + x * 0.35) * (1 - z) ** 1.6,
        grainAt(column, row),
      ]);
    }
  }
  const field = (at: number) => Float32Array.from(pixels, (pixel) => pixel[at]!);
  return {
    count: pixels.length,
    offset: Uint32Array.from(pixels, (pixel) => pixel[0]!),
    x: field(1),
    y: field(2),
    z: field(3),
    edge: field(4),
    key: field(5),
    bounce: field(6),
    grain: field(7),
  };
}
