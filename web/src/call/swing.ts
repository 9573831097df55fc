/** The shape of the line while a voice swings it. */

/** How high a curve stands at `u` of its way, 0 to 1; quiet at the ends and under the orb. */
export function swing(u: number, time: number, curve: number): number {
  const side = Math.abs(u - 0.5) * 2;
  const hush = Math.min(1, Math.max(0, (side - 0.08) / 0.3));
  const hull = Math.sin(Math.PI * Math.min(1, side)) ** 1.4 * hush * hush * (3 - 2 * hush);
  const fast = Math.sin(u * 34 + time * (7 + curve) + curve * 0.8) * 0.6;
  const slow = Math.sin(u * 19 - time * 5 + curve * 1.3) * 0.4;
  return hull * (fast + slow) * (1 - curve * 0.32);
}
