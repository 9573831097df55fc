import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Payment } from "../domain/payment.ts";
import { paymentOf, paymentTold } from "./cryptomus_answers.ts";
import { signOf } from "./cryptomus_sign.ts";
import { asPhpWrites, withoutMember } from "./json_text.ts";

/** A key with which a webhook may be signed. */
export interface AcceptedKey {
  key: string;
  /** Until when it is taken, in milliseconds since the Unix epoch; always where it is absent. */
  until?: number;
}

const signed = z.object({ sign: z.string().regex(/^[0-9a-f]{32}$/) });

/** What a webhook tells, if it is of a payment; undefined where none of the keys signed it. */
export function readCryptomusWebhook(
  body: Uint8Array,
  keys: readonly AcceptedKey[],
  now: number,
): { payment: Payment | undefined } | undefined {
  const told = verifiedWebhook(body, keys, now);
  if (told === undefined) return undefined;
  const read = paymentTold.safeParse(told);
  return { payment: read.success ? paymentOf(read.data) : undefined };
}

/**
 * What stands in a webhook that was signed with one of the keys; undefined for any other.
 *
 * The signature is one of the text without its `sign`, so that member is cut out of what came, and
 * the rest is not touched: a number, a slash or the order of keys that was written anew would not fit.
 * Should what was sent be spelt differently from what was signed, the spelling of PHP is tried.
 */
export function verifiedWebhook(
  body: Uint8Array,
  keys: readonly AcceptedKey[],
  now: number,
): unknown {
  const text = decode(body);
  const told = text === undefined ? undefined : parse(text);
  const read = signed.safeParse(told);
  const rest = read.success ? withoutMember(text!, "sign") : undefined;
  if (!read.success || rest === undefined) return undefined;
  const came = Buffer.from(read.data.sign);
  const expected = keys.filter(({ key, until }) => key !== "" && now < (until ?? Infinity))
    .flatMap(({ key }) => [signOf(rest, key), signOf(asPhpWrites(rest), key)]);
  // Each one is compared, so that the time tells nothing of which fitted.
  const fits = expected.map((sign) => timingSafeEqual(Buffer.from(sign), came));
  return fits.includes(true) ? told : undefined;
}

/** A byte order mark stays, and what is no UTF-8 is refused: each text has just one spelling. */
function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
