/** The picture of an address, as wallets read it. */
import { crc32, deflateSync } from "node:zlib";
import { encode } from "uqr";

/** How many pixels wide a square of the code is. */
const SCALE = 6;
/** Empty squares around the code: what the standard of QR codes asks for. */
const QUIET_ZONE = 4;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Of the header: one bit a pixel, grey, and nothing out of the ordinary. */
const ONE_BIT_GREY = [1, 0, 0, 0, 0];

/** The QR code of a text, as a `data:` address of a PNG. */
export function qrPicture(text: string): string {
  const { data } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const width = data.length * SCALE;
  const lines = data.flatMap((row) => Array<Uint8Array>(SCALE).fill(lineOf(row)));
  const png = [
    ...SIGNATURE,
    ...chunk("IHDR", [...wholeOf(width), ...wholeOf(width), ...ONE_BIT_GREY]),
    ...chunk("IDAT", deflateSync(joined(lines))),
    ...chunk("IEND", []),
  ];
  return `data:image/png;base64,${btoa(String.fromCharCode(...png))}`;
}

/** A line of pixels, eight to a byte, white as 1; the byte before them says: not filtered. */
function lineOf(row: readonly boolean[]): Uint8Array {
  const line = new Uint8Array(1 + Math.ceil(row.length * SCALE / 8));
  for (let pixel = 0; pixel < row.length * SCALE; pixel += 1) {
    if (!row[Math.floor(pixel / SCALE)]) line[1 + (pixel >> 3)]! |= 0x80 >> (pixel & 7);
  }
  return line;
}

/** A part of a PNG: how long it is, its name, what it holds, and a sum to check it by. */
function chunk(name: string, content: Iterable<number>): number[] {
  const held = [...content];
  const named = [...new TextEncoder().encode(name), ...held];
  return [...wholeOf(held.length), ...named, ...wholeOf(crc32(Uint8Array.from(named)))];
}

/** A number in four bytes, the greatest first. */
function wholeOf(number: number): number[] {
  return [24, 16, 8, 0].map((shift) => number >>> shift & 0xff);
}

function joined(lines: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(lines.reduce((length, line) => length + line.length, 0));
  lines.reduce((offset, line) => (all.set(line, offset), offset + line.length), 0);
  return all;
}
