import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/**
 * Signs the bytes of a body as Cryptomus does: md5, in hex, of their base64 and the key behind it.
 *
 * https://doc.cryptomus.com/business/general/request-format
 */
export function signOf(body: string | Uint8Array, key: string): string {
  const base64 = Buffer.from(body as Uint8Array).toString("base64");
  return createHash("md5").update(base64 + key).digest("hex");
}
