import { AppError } from "../domain/errors.ts";
import { nodeCrypto, sameText } from "./crypto.ts";

/** Telegram sets no age; a clock may be this far behind ours, in seconds (CONTRACTS: initData). */
const FUTURE_SECONDS = 60;

/** What verified initData says. */
export interface InitData {
  user: {
    id: number;
    languageCode?: string;
    /** Whether Telegram says that the bot may write to them. */
    reachable: boolean;
  };
  startParam: string | null;
  /** When Telegram signed it, in seconds since the Unix epoch. */
  authDate: number;
}

/** The key that a bot token signs initData with; computed once, used for every check. */
export function initDataKey(botToken: string): Uint8Array {
  return nodeCrypto().createHmac("sha256", "WebAppData").update(botToken).digest();
}

/**
 * Checks the signature and age of initData, as Telegram documents it.
 *
 * Throws `init_data_invalid` with the reason. `now` is in milliseconds, `maxAgeSeconds` in seconds.
 * Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 */
export function checkInitData(
  initData: string,
  key: Uint8Array,
  { now, maxAgeSeconds }: { now: number; maxAgeSeconds: number },
): InitData {
  const fields = readFields(initData);
  const hash = fields.get("hash");
  if (!hash || !/^[0-9a-f]{64}$/i.test(hash)) refuse("no hash");
  fields.delete("hash");
  const checked = [...fields].sort(byName).map(([name, value]) => `${name}=${value}`).join("\n");
  const expected = nodeCrypto().createHmac("sha256", key).update(checked).digest("hex");
  if (!sameText(expected, hash.toLowerCase())) refuse("signature does not match");

  const authDate = Number(fields.get("auth_date"));
  const age = now / 1000 - authDate;
  if (!Number.isSafeInteger(authDate) || authDate <= 0) refuse("no auth_date");
  if (age > maxAgeSeconds) refuse("too old");
  if (age < -FUTURE_SECONDS) refuse("from the future");
  return {
    user: readUser(fields.get("user")),
    startParam: fields.get("start_param") ?? null,
    authDate,
  };
}

function readFields(initData: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(initData)) {
    if (fields.has(name)) refuse("a field stands twice");
    fields.set(name, value);
  }
  return fields;
}

function readUser(json: string | undefined): InitData["user"] {
  if (json === undefined) refuse("no user");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    refuse("user is not JSON");
  }
  const { id, language_code, allows_write_to_pm } = Object(value) as Record<string, unknown>;
  if (!Number.isSafeInteger(id) || (id as number) <= 0) refuse("user has no id");
  if (language_code !== undefined && typeof language_code !== "string") {
    refuse("language_code is no text");
  }
  return { id: id as number, languageCode: language_code, reachable: allows_write_to_pm === true };
}

function byName([one]: [string, string], [other]: [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function refuse(reason: string): never {
  throw new AppError("init_data_invalid", { reason });
}
