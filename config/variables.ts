/** One environment variable that Sfera reads. */
export interface Variable {
  name: string;
  /** What its value looks like; follows the word «expected». */
  expected: string;
  /** What to do when it is missing or bad: where the value comes from. */
  fix: string;
  /** True when the start stops without it. */
  required?: true;
  /** True when its value is never repeated. */
  secret?: true;
  /** What is used when it is not set. */
  default?: string;
  /** What stops working without it; follows the words «Without it». */
  without?: string;
}

/** Every environment variable that Sfera reads, in the order of `.env.example`. */
export const VARIABLES = [
  {
    name: "TELEGRAM_BOT_TOKEN",
    required: true,
    secret: true,
    expected: "a bot token (digits, a colon and 35 letters)",
    fix:
      "Write /newbot to @BotFather in Telegram, or /token for a bot you have, and copy the token.",
    without: "the bot is silent and nobody can sign in to the Mini App.",
  },
  {
    name: "GEMINI_API_KEY",
    required: true,
    secret: true,
    expected: "a Gemini API key (letters, digits, dots, - and _)",
    fix: "Make a key at https://aistudio.google.com/apikey and copy it.",
    without: "the assistant cannot answer.",
  },
  {
    name: "PUBLIC_URL",
    required: true,
    expected:
      "the https address of this service without a path, such as https://sfera.example.com (http for localhost only)",
    fix: "Write the address at which Telegram and members reach this service.",
    without: "Telegram cannot open the Mini App nor deliver messages.",
  },
  {
    name: "KV_URL",
    expected: "a file path, :memory:, or the http(s) address of a Deno KV server",
    fix: "Leave it empty for the host's own store, or write for example ./data/sfera.sqlite3.",
    default: "",
  },
  {
    name: "DENO_KV_ACCESS_TOKEN",
    secret: true,
    expected: "the access token of the KV server in KV_URL",
    fix: "Copy the token the KV server was started with (denokv --access-token).",
    without: "the KV server refuses every read and write.",
  },
  {
    name: "TELEGRAM_API_ROOT",
    expected: "the http(s) address of a Bot API server",
    fix: "Leave it empty for Telegram's own, or write the address of a Bot API server you run.",
    default: "https://api.telegram.org",
  },
  {
    name: "TELEGRAM_UPDATES",
    expected: "polling or webhook",
    fix: "Leave it empty: a public https PUBLIC_URL means webhook, localhost means polling.",
  },
  {
    name: "GEMINI_BASE_URL",
    expected: "the http(s) address of a Gemini API",
    fix: "Leave it empty for Google's own, or write the address of a proxy you run.",
  },
  {
    name: "LIVEKIT_URL",
    expected: "the ws(s) address of a LiveKit server, such as wss://sfera-1a2b3c.livekit.cloud",
    fix:
      "Copy it from your project at https://cloud.livekit.io, or write that of a server you run.",
    without: "members cannot call; they can write.",
  },
  {
    name: "LIVEKIT_API_KEY",
    expected: "a LiveKit API key (letters, digits, - and _)",
    fix: "Copy it from your project's settings, or from the keys of the server you run.",
    without: "members cannot call; they can write.",
  },
  {
    name: "LIVEKIT_API_SECRET",
    secret: true,
    expected: "the secret of LIVEKIT_API_KEY (at least 32 characters)",
    fix: "Copy it from where the key is.",
    without: "members cannot call; they can write.",
  },
  {
    name: "CRYPTOMUS_MERCHANT",
    // It is none, but its key may be pasted here.
    secret: true,
    expected: "the UUID of a Cryptomus or Heleket merchant",
    fix: "Copy it from your merchant's settings at https://app.cryptomus.com/business.",
    without: "members cannot pay in crypto.",
  },
  {
    name: "CRYPTOMUS_API_KEY",
    secret: true,
    expected: "the payment API key of CRYPTOMUS_MERCHANT (at least 16 letters, digits, - and _)",
    fix: "Copy it from where the merchant is; the key for payouts is another one.",
    without: "members cannot pay in crypto.",
  },
  {
    name: "CRYPTOMUS_OLD_API_KEY",
    secret: true,
    expected: "the payment API key that CRYPTOMUS_API_KEY replaced",
    fix:
      "Set it for a day when you change the key, so that what was signed before is taken; then remove it.",
  },
  {
    name: "CRYPTOMUS_BASE_URL",
    expected: "the http(s) address of Cryptomus' API, or of Heleket's",
    fix: "Leave it empty for Cryptomus, or write https://api.heleket.com.",
    default: "https://api.cryptomus.com",
  },
  {
    name: "BRAVE_API_KEY",
    secret: true,
    expected: "a Brave Search API key (letters, digits, - and _)",
    fix: "Make a key at https://api-dashboard.search.brave.com and copy it, or leave it empty.",
    without: "the assistant searches neither the web nor videos.",
  },
  {
    name: "BRAVE_BASE_URL",
    expected: "the http(s) address of a Brave Search API",
    fix: "Leave it empty for Brave's own, or write the address of a proxy you run.",
    default: "https://api.search.brave.com",
  },
  {
    name: "BINANCE_BASE_URL",
    expected: "the http(s) address of Binance's market data",
    fix: "Leave it empty for Binance's own, or write the address of a proxy you run.",
    default: "https://data-api.binance.vision",
  },
  {
    name: "OPEN_METEO_BASE_URL",
    expected: "the http(s) address of an Open-Meteo forecast API",
    fix: "Leave it empty for Open-Meteo's own, or write the address of a server you run.",
    default: "https://api.open-meteo.com",
  },
  {
    name: "OPEN_METEO_GEOCODING_BASE_URL",
    expected: "the http(s) address of an Open-Meteo geocoding API",
    fix: "Leave it empty for Open-Meteo's own, or write the address of a server you run.",
    default: "https://geocoding-api.open-meteo.com",
  },
  {
    name: "OPERATORS",
    expected: "Telegram ids separated by commas, such as 123456789,987654321",
    fix: "Write the ids of those who look after the knowledge; @userinfobot tells yours.",
    default: "",
    without: "knowledge is added in the terminal only.",
  },
  {
    name: "INIT_DATA_MAX_AGE",
    expected: "a time from 1m to 7d, such as 24h, 90m or 3600s",
    fix: "Write how old Telegram's signature of a Mini App launch may be.",
    default: "24h",
  },
  {
    name: "HOST",
    expected: "the address to listen on, such as 0.0.0.0 or 127.0.0.1",
    fix: "Write 127.0.0.1 behind a proxy on the same machine, 0.0.0.0 in a container.",
    default: "0.0.0.0",
  },
  {
    name: "PORT",
    expected: "a port from 0 to 65535",
    fix: "Write the port to listen on; 0 takes any free one.",
    default: "8000",
  },
  {
    name: "ALLOWED_ORIGINS",
    expected: "origins separated by commas, such as https://app.example.com",
    fix: "Leave it empty unless another site of yours calls the API; * is not accepted.",
    default: "",
  },
  {
    name: "COMMUNITY_DIR",
    expected: "the folder of the community pack",
    fix: "Leave it empty for the pack that ships with Sfera.",
  },
  {
    name: "LOG_LEVEL",
    expected: "debug, info, warning or error",
    fix: "Leave it empty for info.",
    default: "info",
  },
  {
    name: "LOG_FORMAT",
    expected: "json or text",
    fix: "Leave it empty for json; text is easier to read in a terminal.",
    default: "json",
  },
] as const satisfies readonly Variable[];

export type VariableName = typeof VARIABLES[number]["name"];
