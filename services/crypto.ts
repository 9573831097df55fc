/**
 * `node:crypto`, loaded at its first use: its 12 ms are a tenth of what a start would take.
 *
 * Web Crypto is there at once, but its answers are promises, which made a check of initData slower.
 */
export function nodeCrypto(): typeof import("node:crypto") {
  return loaded ??= process.getBuiltinModule("node:crypto");
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [encoder.encode(one), encoder.encode(other)];
  return left.length === right.length && nodeCrypto().timingSafeEqual(left, right);
}

/** What is signed, each with a key of its own. */
export type Purpose = "call" | "erased" | "export" | "promo" | "session";

/**
 * Makes what signs texts for one purpose. Its key follows from the bot token, so that a new bot token
 * makes all that was signed worth nothing; it is made at the first use.
 */
export function signer(botToken: string, purpose: Purpose): (text: string) => string {
  let key: Uint8Array | undefined;
  return (text) => {
    const { createHmac } = nodeCrypto();
    key ??= createHmac("sha256", botToken).update(`sfera ${purpose}`).digest();
    return createHmac("sha256", key).update(text).digest("base64url");
  };
}

const encoder = new TextEncoder();
let loaded: typeof import("node:crypto") | undefined;
