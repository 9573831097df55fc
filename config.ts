import { readEnvironment } from "./config/environment.ts";
import { type PackFiles, readPack } from "./config/pack.ts";
import { ConfigError } from "./config/problems.ts";
import type { Community } from "./domain/community.ts";

export { ConfigError } from "./config/problems.ts";
export { type Variable, VARIABLES } from "./config/variables.ts";

/** Everything the operator decides, checked. */
export interface Config {
  telegram: {
    token: string;
    /** Without a slash at the end. */
    apiRoot: string;
    updates: "polling" | "webhook";
    initDataMaxAgeSeconds: number;
  };
  /** Undefined `baseUrl` means Google's own. */
  gemini: { apiKey: string; baseUrl: string | undefined };
  /** Where calls happen; undefined where there are none. `url` is `ws(s)://…` without a slash at the end. */
  livekit: { url: string; apiKey: string; apiSecret: string } | undefined;
  /** Who takes payments in crypto, without a slash at the end; undefined where nobody does. */
  cryptomus:
    | {
      merchant: string;
      apiKey: string;
      /** The key before it, while what it signed is still taken. */
      oldApiKey: string | undefined;
      baseUrl: string;
    }
    | undefined;
  /** Where the assistant looks things up; addresses are without a slash at the end. */
  outside: {
    /** Without a key, neither the web nor videos are searched. */
    brave: { apiKey: string | undefined; baseUrl: string };
    binance: { baseUrl: string };
    openMeteo: { baseUrl: string; geocodingBaseUrl: string };
  };
  /** Telegram ids of those who look after the knowledge. */
  operators: string[];
  /** Empty for the host's own store, `:memory:`, a path, or an http(s) address. */
  storage: { url: string };
  /** `publicUrl` and `allowedOrigins` are origins, without a slash at the end. */
  server: { host: string; port: number; publicUrl: string; allowedOrigins: string[] };
  log: { level: "debug" | "info" | "warning" | "error"; format: "json" | "text" };
  community: Community;
  /** The pack's folder, for what is read from it later. */
  communityFolder: string;
}

/** What `readConfig` reads from. */
export interface ConfigSource extends PackFiles {
  environment: Record<string, string | undefined>;
  /** The pack's folder where `COMMUNITY_DIR` does not name another. */
  communityFolder: string;
}

/**
 * Reads the environment and the community pack into one checked `Config`.
 *
 * Throws `ConfigError` with a line for every problem there is, found in one pass. A key that is
 * missing is a problem; nothing is replaced by a stand-in.
 */
export async function readConfig(source: ConfigSource): Promise<Config> {
  const problems: string[] = [];
  const { communityFolder = source.communityFolder, ...settings } = readEnvironment(
    source.environment,
    problems,
  );
  const community = await readPack(source, communityFolder, problems);
  if (problems.length > 0 || !community) throw new ConfigError(problems);
  return { ...settings, community, communityFolder };
}
