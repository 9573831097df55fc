import type { Config } from "../config.ts";
import { describe, holdsKey, nearest } from "./problems.ts";
import { type Variable, type VariableName, VARIABLES } from "./variables.ts";

type Environment = Record<string, string | undefined>;

/** Prefixes that are ours alone, so that an unknown name behind one is most likely a slip. */
const OUR_PREFIXES: Record<string, VariableName> = {
  TELEGRAM_: "TELEGRAM_BOT_TOKEN",
  GEMINI_: "GEMINI_API_KEY",
  BRAVE_: "BRAVE_API_KEY",
  LIVEKIT_: "LIVEKIT_URL",
  CRYPTOMUS_: "CRYPTOMUS_API_KEY",
  KV_: "KV_URL",
};

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Reads variables one by one and collects what is wrong with them. */
class Reader {
  constructor(readonly environment: Environment, readonly problems: string[]) {}

  /** The text of a variable; one that holds nothing counts as not set. */
  text(name: VariableName): string | undefined {
    return this.environment[name]?.trim() || undefined;
  }

  /** Parses a variable or its default; `parse` answers undefined for what it does not accept. */
  read<Value>(name: VariableName, parse: (text: string) => Value | undefined): Value | undefined {
    const variable = variableOf(name);
    const text = this.text(name) ?? variable.default;
    if (text === undefined) {
      if (variable.required) this.missing(name);
      return undefined;
    }
    const value = parse(text);
    if (value === undefined) {
      this.refuse(name, `expected ${variable.expected}, came ${this.#came(variable, text)}`);
    }
    return value;
  }

  refuse(name: VariableName, what: string): void {
    this.problems.push(`${name}: ${what}. ${variableOf(name).fix}`);
  }

  missing(name: VariableName): void {
    const { expected, fix, without } = variableOf(name);
    this.problems.push(`${name}: is not set; expected ${expected}. ${fix} Without it ${without}`);
  }

  #came(variable: Variable, text: string): string {
    if (!variable.secret) return describe(text);
    const extra = /^["'`]|["'`]$/.test(text) ? " in quotes" : /\s/.test(text) ? " with spaces" : "";
    return `${text.length} characters${extra}, not of that form`;
  }
}

/**
 * Reads the environment into everything of `Config` but the community, of which it names the folder.
 *
 * Adds a line to `problems` for each variable that is missing, bad or misspelt; the answer is
 * meaningful only where none was added.
 */
export function readEnvironment(
  environment: Environment,
  problems: string[],
): Omit<Config, "community" | "communityFolder"> & { communityFolder: string | undefined } {
  const reader = new Reader(environment, problems);
  const token = reader.read("TELEGRAM_BOT_TOKEN", (text) => matching(text, /^\d+:[\w-]{30,}$/));
  const apiKey = reader.read("GEMINI_API_KEY", (text) => matching(text, /^[\w.-]+$/));
  const publicUrl = reader.read("PUBLIC_URL", publicOrigin);
  const storage = reader.read("KV_URL", storageAddress);
  if (storage && isWebAddress(storage) && !reader.text("DENO_KV_ACCESS_TOKEN")) {
    reader.missing("DENO_KV_ACCESS_TOKEN");
  }
  const apiRoot = reader.read("TELEGRAM_API_ROOT", webAddress);
  const updates = readUpdates(reader, publicUrl, apiRoot);
  const baseUrl = reader.read("GEMINI_BASE_URL", webAddress);
  const outside = readOutside(reader);
  const operators = reader.read("OPERATORS", telegramIds);
  const initDataMaxAgeSeconds = reader.read("INIT_DATA_MAX_AGE", duration);
  const host = reader.read("HOST", (text) => matching(text, /^[\w.:[\]-]+$/));
  const port = reader.read("PORT", portNumber);
  const allowedOrigins = reader.read("ALLOWED_ORIGINS", origins);
  const communityFolder = reader.read(
    "COMMUNITY_DIR",
    (text) => holdsKey(text) ? undefined : text,
  );
  const level = reader.read("LOG_LEVEL", choice("debug", "info", "warning", "error"));
  const format = reader.read("LOG_FORMAT", choice("json", "text"));
  problems.push(...misspelt(reader));
  return {
    telegram: {
      token: token ?? "",
      apiRoot: apiRoot ?? "",
      updates: updates ?? "polling",
      initDataMaxAgeSeconds: initDataMaxAgeSeconds ?? 0,
    },
    gemini: { apiKey: apiKey ?? "", baseUrl },
    livekit: readLiveKit(reader),
    cryptomus: readCryptomus(reader),
    outside,
    operators: operators ?? [],
    storage: { url: storage ?? "" },
    server: {
      host: host ?? "",
      port: port ?? 0,
      publicUrl: publicUrl ?? "",
      allowedOrigins: allowedOrigins ?? [],
    },
    log: { level: level ?? "info", format: format ?? "json" },
    communityFolder,
  };
}

/** Where calls happen: all three variables, or none. */
function readLiveKit(reader: Reader): Config["livekit"] {
  const url = reader.read("LIVEKIT_URL", roomAddress);
  const apiKey = reader.read("LIVEKIT_API_KEY", (text) => matching(text, /^[\w-]+$/));
  const apiSecret = reader.read("LIVEKIT_API_SECRET", (text) => matching(text, /^\S{32,}$/));
  if (url === undefined && !apiKey && !apiSecret) return undefined;
  for (const name of ["LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"] as const) {
    if (!reader.text(name)) reader.missing(name);
  }
  return { url: url ?? "", apiKey: apiKey ?? "", apiSecret: apiSecret ?? "" };
}

/** Who takes payments in crypto: the merchant and its key, or neither. */
function readCryptomus(reader: Reader): Config["cryptomus"] {
  const merchant = reader.read("CRYPTOMUS_MERCHANT", (text) => matching(text, UUID));
  const apiKey = reader.read("CRYPTOMUS_API_KEY", (text) => matching(text, /^[\w-]{16,}$/));
  const oldApiKey = reader.read(
    "CRYPTOMUS_OLD_API_KEY",
    (text) => matching(text, /^[\w-]{16,}$/),
  );
  const baseUrl = reader.read("CRYPTOMUS_BASE_URL", webAddress) ?? "";
  const names = ["CRYPTOMUS_MERCHANT", "CRYPTOMUS_API_KEY"] as const;
  if (names.every((name) => !reader.text(name))) return undefined;
  for (const name of names) if (!reader.text(name)) reader.missing(name);
  return { merchant: merchant ?? "", apiKey: apiKey ?? "", oldApiKey, baseUrl };
}

/** Where the assistant looks things up. */
function readOutside(reader: Reader): Config["outside"] {
  const address = (name: VariableName) => reader.read(name, webAddress) ?? "";
  return {
    brave: {
      apiKey: reader.read("BRAVE_API_KEY", (text) => matching(text, /^[\w-]+$/)),
      baseUrl: address("BRAVE_BASE_URL"),
    },
    binance: { baseUrl: address("BINANCE_BASE_URL") },
    openMeteo: {
      baseUrl: address("OPEN_METEO_BASE_URL"),
      geocodingBaseUrl: address("OPEN_METEO_GEOCODING_BASE_URL"),
    },
  };
}

/** Chooses how updates come; Telegram's own servers reach a webhook on public https only. */
function readUpdates(
  reader: Reader,
  publicUrl: string | undefined,
  apiRoot: string | undefined,
): "polling" | "webhook" | undefined {
  const updates = reader.read("TELEGRAM_UPDATES", choice("polling", "webhook"));
  if (!publicUrl) return updates;
  const reachable = publicUrl.startsWith("https:") && !isLocal(new URL(publicUrl));
  if (updates === "webhook" && !reachable && apiRoot === DEFAULT_API_ROOT) {
    reader.refuse(
      "TELEGRAM_UPDATES",
      `expected polling, because Telegram cannot reach ${publicUrl}, came "webhook"`,
    );
  }
  return updates ?? (reachable ? "webhook" : "polling");
}

/** What only the box and the tests read; a shell in which they ran may have it set. */
const OF_THE_BOX = ["LIVEKIT_SERVER_BIN"];

/** Names unknown variables that are probably one of ours that is not set. */
function misspelt(reader: Reader): string[] {
  const known = VARIABLES.map((variable) => variable.name);
  const unset = known.filter((name) => !reader.text(name));
  return Object.keys(reader.environment).sort().flatMap((name) => {
    if ((known as string[]).includes(name) || OF_THE_BOX.includes(name)) return [];
    const prefix = Object.keys(OUR_PREFIXES).find((prefix) => name.startsWith(prefix));
    const meant = prefix
      ? nearest(name, unset) ?? unset.find((ours) => ours === OUR_PREFIXES[prefix])
      : nearest(name, unset.filter((ours) => ours.length > 4), 2);
    if (!meant) return [];
    return [`${name}: is not a variable of Sfera; did you mean ${meant}? Rename it or remove it.`];
  });
}

function variableOf(name: VariableName): Variable {
  return VARIABLES.find((variable) => variable.name === name)!;
}

const DEFAULT_API_ROOT = variableOf("TELEGRAM_API_ROOT").default;

function matching(text: string, pattern: RegExp): string | undefined {
  return pattern.test(text) ? text : undefined;
}

function choice<Name extends string>(...names: Name[]) {
  return (text: string): Name | undefined => names.find((name) => name === text);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function isLocal(url: URL): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

function webAddress(text: string): string | undefined {
  return isWebAddress(text) ? text.replace(/\/+$/, "") : undefined;
}

function roomAddress(text: string): string | undefined {
  return /^wss?:\/\//.test(text) && URL.canParse(text) ? text.replace(/\/+$/, "") : undefined;
}

/** An address that is only scheme, host and port. */
function bareOrigin(text: string): URL | undefined {
  if (!isWebAddress(text)) return undefined;
  const url = new URL(text);
  return url.href === `${url.origin}/` && !/[?#]/.test(text) ? url : undefined;
}

function publicOrigin(text: string): string | undefined {
  const url = bareOrigin(text);
  return url && (url.protocol === "https:" || isLocal(url)) ? url.origin : undefined;
}

function origins(text: string): string[] | undefined {
  const urls = text.split(",").map((part) => part.trim()).filter(Boolean).map(bareOrigin);
  return urls.every((url) => url !== undefined)
    ? [...new Set(urls.map((url) => url.origin))]
    : undefined;
}

function telegramIds(text: string): string[] | undefined {
  const ids = text.split(",").map((part) => part.trim()).filter(Boolean);
  return ids.every((id) => /^\d{1,20}$/.test(id)) ? [...new Set(ids)] : undefined;
}

function storageAddress(text: string): string | undefined {
  if (text === "" || text === ":memory:" || isWebAddress(text)) return text;
  return /^[\w+.-]+:\/\//.test(text) ? undefined : text;
}

function duration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit ?? ""] ?? NaN);
  return seconds >= 60 && seconds <= 7 * 86_400 ? seconds : undefined;
}

function portNumber(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
