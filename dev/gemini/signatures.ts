import { Buffer } from "node:buffer";
import { hash } from "./hash.ts";
import type { Part } from "./protocol.ts";

/**
 * The signature of a function call: made from the call itself, so that a restarted stand-in still
 * knows its own.
 */
export function signCall(call: NonNullable<Part["functionCall"]>): string {
  const sum = hash(JSON.stringify([call.id ?? null, call.name, sorted(call.args)]));
  return Buffer.from(`sfera-demo-thought:${sum}`).toString("base64");
}

/** The signature that ends an answer in words. */
export function signText(text: string): string {
  return Buffer.from(`sfera-demo-thought:${hash(text)}`).toString("base64");
}

/** Key order is no change to an object. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
