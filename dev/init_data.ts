import type { DemoMember } from "./telegram/members.ts";

export interface InitDataOptions {
  /** The bot's token: both the key of the hash and, before the colon, the bot's id. */
  token: string;
  member: DemoMember;
  /** Whether the bot may write to the member; it may where this is left out. */
  mayWrite?: boolean;
  /** Unix seconds. */
  authDate: number;
  /** What came after `startapp=`. */
  startParam?: string;
  /** Where a direct link was opened; a chat instance comes with it. */
  chatType?: "sender" | "private" | "group" | "supergroup" | "channel";
  /** Present where the app was opened from a button or the menu. */
  queryId?: string;
  /** More fields, or other values for the ones above. */
  extra?: Record<string, string>;
}

/**
 * Signs the initData that Telegram would hand to the Mini App.
 *
 * `hash` is HMAC-SHA256 over all other fields, `signature` among them, with a key that is derived
 * from the token (core.telegram.org/bots/webapps, "Validating data"). `signature` is a real Ed25519
 * signature in the form for third parties, made with the key pair of this process: it validates
 * against `initDataPublicKey()`, never against Telegram's own keys.
 */
export async function signInitData(options: InitDataOptions): Promise<string> {
  const { token, extra = {} } = options;
  const fields: Record<string, string> = { ...fieldsOf(options), ...extra };
  fields["signature"] ??= await sign(token, fields);
  const secret = await hmac(encode("WebAppData"), token);
  const hash = toHex(await hmac(secret, checkString(fields)));
  return new URLSearchParams({ ...fields, hash }).toString();
}

/** The public key that belongs to `signature`, in hex. */
export async function initDataPublicKey(): Promise<string> {
  const { publicKey } = await keys();
  return toHex(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
}

function fieldsOf(
  { member, mayWrite = true, authDate, startParam, chatType, queryId }: InitDataOptions,
): Record<string, string> {
  const { id, first_name, last_name = "", username, language_code } = member;
  const user = {
    id,
    first_name,
    last_name,
    username,
    language_code,
    ...(mayWrite ? { allows_write_to_pm: true } : {}),
  };
  return {
    ...(queryId === undefined ? {} : { query_id: queryId }),
    user: JSON.stringify(user),
    ...(chatType === undefined ? {} : { chat_instance: `${9_000_000_000 + id}` }),
    ...(chatType === undefined ? {} : { chat_type: chatType }),
    ...(startParam === undefined ? {} : { start_param: startParam }),
    auth_date: String(authDate),
  };
}

async function sign(token: string, fields: Record<string, string>): Promise<string> {
  const { privateKey } = await keys();
  const text = `${token.split(":")[0]}:WebAppData\n${checkString(fields)}`;
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, encode(text)));
  return btoa(String.fromCharCode(...signature))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** All fields but the signatures over them, in order, one a line. */
function checkString(fields: Record<string, string>): string {
  return Object.entries(fields).map(([key, value]) => `${key}=${value}`).sort().join("\n");
}

let keyPair: Promise<CryptoKeyPair> | undefined;

function keys(): Promise<CryptoKeyPair> {
  keyPair ??= crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]) as Promise<
    CryptoKeyPair
  >;
  return keyPair;
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encode(text)));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
