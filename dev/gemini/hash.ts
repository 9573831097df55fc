/** FNV-1a over UTF-16 code units, as an unsigned 32-bit number: small, fast and always the same. */
export function hash(text: string, seed = 0x811c9dc5): number {
  let sum = seed;
  for (let index = 0; index < text.length; index++) {
    sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  }
  sum ^= sum >>> 16;
  sum = Math.imul(sum, 0x7feb352d);
  return (sum ^ (sum >>> 15)) >>> 0;
}
