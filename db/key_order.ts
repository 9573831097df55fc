/** A key as one string: two keys are the same key exactly when their texts are equal. */
export function keyText(key: Deno.KvKey): string {
  return key.map(partText).join(",");
}

function partText(part: Deno.KvKeyPart): string {
  if (typeof part === "string") return JSON.stringify(part);
  if (part instanceof Uint8Array) return `u${part.join(".")}`;
  if (Object.is(part, -0)) return "-0";
  return typeof part === "bigint" ? `${part}n` : String(part);
}

/**
 * Orders keys as Deno KV stores them: part by part, a prefix before what it begins; bytes before
 * strings before bigints before numbers before booleans; strings by their UTF-8 bytes. (Deno's
 * documentation has numbers before bigints; the store does it this way round.)
 */
export function compareKeys(left: Deno.KvKey, right: Deno.KvKey): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compareParts(left[index]!, right[index]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Whether `key` lies below `prefix`; a key does not lie below itself. */
export function isBelow(prefix: Deno.KvKey, key: Deno.KvKey): boolean {
  return key.length > prefix.length && prefix.every((part, i) => compareParts(part, key[i]!) === 0);
}

/** What a key may be called in an error: its first part, because the others may name a member. */
export function kindOf(key: Deno.KvKey): string {
  return String(key[0]);
}

function compareParts(left: Deno.KvKeyPart, right: Deno.KvKeyPart): number {
  const rank = rankOf(left) - rankOf(right);
  if (rank !== 0) return rank;
  if (typeof left === "string") return compareBytes(utf8(left), utf8(right as string));
  if (left instanceof Uint8Array) return compareBytes(left, right as Uint8Array);
  if (Object.is(left, right)) return 0;
  if (left === 0 && right === 0) return Object.is(left, -0) ? -1 : 1;
  return (left as number) < (right as number) ? -1 : 1;
}

function rankOf(part: Deno.KvKeyPart): number {
  if (part instanceof Uint8Array) return 0;
  return ["string", "bigint", "number", "boolean"].indexOf(typeof part) + 1;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = left[index]! - right[index]!;
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

const encoder = new TextEncoder();
function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
