/** The picture of an address is one that a camera finds: by its corners, its rim and its squares. */
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import { encode } from "uqr";
import { qrPicture } from "../../../dev/cryptomus/qr.ts";
import { never, order, paymentWorld } from "../../clients/cryptomus_kit.ts";

const ADDRESS = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
const RIM = 4;

Deno.test("the picture of an address is its QR code, dark on light, with an empty rim", () => {
  const { width, isDark } = read(qrPicture(ADDRESS));
  const { data, size } = encode(ADDRESS, { ecc: "M", border: 0 });
  const square = width / (size + 2 * RIM);
  assert(Number.isInteger(square) && square >= 4, `squares of ${square} pixels`);
  for (let row = -RIM; row < size + RIM; row += 1) {
    for (let column = -RIM; column < size + RIM; column += 1) {
      const [x, y] = [column, row].map((at) => (at + RIM + 0.5) * square | 0);
      assert.equal(isDark(x!, y!), data[row]?.[column] ?? false, `square ${column}, ${row}`);
    }
  }
});

Deno.test("an invoice has the QR code of its own address, once it has one", async () => {
  await using world = await paymentWorld();
  const chosen = { payIn: { currency: "USDT", network: "tron" } };
  const made = await world.client.createInvoice(order(chosen), never);
  assert.equal(made.qrCode, qrPicture(made.address!));
});

/** A PNG of one grey bit a pixel. */
function read(picture: string) {
  const head = "data:image/png;base64,";
  assert(picture.startsWith(head));
  const bytes = Uint8Array.from(atob(picture.slice(head.length)), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  assert.equal(width, height);
  const lines = inflateSync(bytes.subarray(41, 41 + view.getUint32(33)));
  const lineLength = 1 + Math.ceil(width / 8);
  assert.equal(lines.length, height * lineLength);
  const isDark = (x: number, y: number) =>
    (lines[y * lineLength + 1 + (x >> 3)]! & (0x80 >> (x & 7))) === 0;
  return { width, isDark };
}
