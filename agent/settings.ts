/** What the operator decides about the worker, checked. */
export interface AgentSettings {
  /** Where Sfera's service answers, without a slash at the end. */
  serviceUrl: string;
  /** `url` is `ws(s)://…` without a slash at the end. */
  livekit: { url: string; apiKey: string; apiSecret: string };
  /** Undefined `baseUrl` means Google's own. */
  gemini: { apiKey: string; baseUrl: string | undefined };
  /** Where the worker tells whether it is well. */
  health: { host: string; port: number };
  /** Processes that wait for calls; a call that finds none waits some seconds for one to start. */
  idleProcesses: number;
  /** Calls that this worker takes at once; about 200 MB each. */
  maxCalls: number;
}

/** A start-up error; each line names a variable and what to do about it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the environment.
 *
 * Throws `SettingsError` with a line for every problem there is, found in one pass. A secret is
 * never repeated.
 */
export function readSettings(environment: Environment): AgentSettings {
  const problems: string[] = [];
  const read = <Value>(
    name: string,
    expected: string,
    fix: string,
    parse: (text: string) => Value | undefined,
    fallback?: Value,
  ): Value => {
    const text = environment[name]?.trim();
    if (!text && fallback !== undefined) return fallback;
    const value = text ? parse(text) : undefined;
    if (value === undefined) {
      const came = text ? "came something else" : "is not set";
      problems.push(`${name}: expected ${expected}, ${came}. ${fix}`);
    }
    return value as Value;
  };
  const settings: AgentSettings = {
    serviceUrl: read(
      "SERVICE_URL",
      "the http(s) address of Sfera's service",
      "Write where this worker reaches the service, such as http://127.0.0.1:8000.",
      (text) => address(text, ["http:", "https:"]),
    ),
    livekit: {
      url: read(
        "LIVEKIT_URL",
        "the ws(s) address of a LiveKit server",
        "Write the same address as the service has.",
        (text) => address(text, ["ws:", "wss:"]),
      ),
      apiKey: read("LIVEKIT_API_KEY", "a key of that server", "Copy it from the service.", word),
      apiSecret: read(
        "LIVEKIT_API_SECRET",
        "the secret of LIVEKIT_API_KEY",
        "Copy it from the service.",
        word,
      ),
    },
    gemini: {
      apiKey: read(
        "GEMINI_API_KEY",
        "a Gemini API key",
        "Make a key at https://aistudio.google.com/apikey and copy it.",
        word,
      ),
      baseUrl: environment.GEMINI_BASE_URL?.trim()
        ? read(
          "GEMINI_BASE_URL",
          "the http(s) address of a Gemini API",
          "Leave it empty for Google's own.",
          (text) => address(text, ["http:", "https:"]),
        )
        : undefined,
    },
    health: {
      host: read("AGENT_HOST", "an address of this machine", "Leave it empty.", word, "127.0.0.1"),
      port: read("AGENT_PORT", "a port", "Leave it empty for 8081.", count(1, 65_535), 8081),
    },
    idleProcesses: read(
      "AGENT_IDLE_PROCESSES",
      "how many calls may start together",
      "Leave it empty for 3.",
      count(1, 64),
      3,
    ),
    maxCalls: read(
      "AGENT_MAX_CALLS",
      "how many calls this worker takes at once",
      "Leave it empty for 16; a call takes about 200 MB.",
      count(1, 1000),
      16,
    ),
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

function word(text: string): string | undefined {
  return /^\S+$/.test(text) ? text : undefined;
}

function address(text: string, protocols: readonly string[]): string | undefined {
  const url = URL.parse(text);
  return url && protocols.includes(url.protocol) ? text.replace(/\/+$/, "") : undefined;
}

function count(least: number, most: number): (text: string) => number | undefined {
  return (text) => {
    const value = Number(text);
    return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
  };
}
