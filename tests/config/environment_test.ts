import assert from "node:assert/strict";
import { VARIABLES } from "../../config.ts";
import { ENVIRONMENT, problems, read, root, TOKEN } from "./kit.ts";

/** A changed environment, and the one line it gives. */
const TABLE: [what: string, environment: Record<string, string | undefined>, line: string][] = [
  [
    "a token that was cut",
    { TELEGRAM_BOT_TOKEN: "123456789:AA-no" },
    "TELEGRAM_BOT_TOKEN: expected a bot token (digits, a colon and 35 letters), came 15 characters, not of that form. Write /newbot to @BotFather in Telegram, or /token for a bot you have, and copy the token.",
  ],
  [
    "a key in quotes",
    { GEMINI_API_KEY: '"AIzaSy"' },
    "GEMINI_API_KEY: expected a Gemini API key (letters, digits, dots, - and _), came 8 characters in quotes, not of that form. Make a key at https://aistudio.google.com/apikey and copy it.",
  ],
  [
    "http in public",
    { PUBLIC_URL: "http://sfera.example.com" },
    'PUBLIC_URL: expected the https address of this service without a path, such as https://sfera.example.com (http for localhost only), came "http://sfera.example.com". Write the address at which Telegram and members reach this service.',
  ],
  [
    "an address with a path",
    { PUBLIC_URL: "https://sfera.example.com/app" },
    'PUBLIC_URL: expected the https address of this service without a path, such as https://sfera.example.com (http for localhost only), came "https://sfera.example.com/app". Write the address at which Telegram and members reach this service.',
  ],
  [
    "another kind of database",
    { KV_URL: "postgres://sfera:pass@db/sfera" },
    'KV_URL: expected a file path, :memory:, or the http(s) address of a Deno KV server, came "postgres://…@db/sfera". Leave it empty for the host\'s own store, or write for example ./data/sfera.sqlite3.',
  ],
  [
    "a KV server without its token",
    { KV_URL: "https://kv.example.com" },
    "DENO_KV_ACCESS_TOKEN: is not set; expected the access token of the KV server in KV_URL. Copy the token the KV server was started with (denokv --access-token). Without it the KV server refuses every read and write.",
  ],
  [
    "an address without http",
    { TELEGRAM_API_ROOT: "api.telegram.org" },
    'TELEGRAM_API_ROOT: expected the http(s) address of a Bot API server, came "api.telegram.org". Leave it empty for Telegram\'s own, or write the address of a Bot API server you run.',
  ],
  [
    "a webhook that Telegram cannot reach",
    { TELEGRAM_UPDATES: "webhook", PUBLIC_URL: "http://localhost:8000" },
    'TELEGRAM_UPDATES: expected polling, because Telegram cannot reach http://localhost:8000, came "webhook". Leave it empty: a public https PUBLIC_URL means webhook, localhost means polling.',
  ],
  [
    "an address of Gemini without http",
    { GEMINI_BASE_URL: "localhost" },
    'GEMINI_BASE_URL: expected the http(s) address of a Gemini API, came "localhost". Leave it empty for Google\'s own, or write the address of a proxy you run.',
  ],
  [
    "calls without their keys",
    { LIVEKIT_URL: "wss://sfera.livekit.cloud", LIVEKIT_API_SECRET: "s".repeat(32) },
    "LIVEKIT_API_KEY: is not set; expected a LiveKit API key (letters, digits, - and _). Copy it from your project's settings, or from the keys of the server you run. Without it members cannot call; they can write.",
  ],
  [
    "calls without an address",
    { LIVEKIT_API_KEY: "key", LIVEKIT_API_SECRET: "s".repeat(32) },
    "LIVEKIT_URL: is not set; expected the ws(s) address of a LiveKit server, such as wss://sfera-1a2b3c.livekit.cloud. Copy it from your project at https://cloud.livekit.io, or write that of a server you run. Without it members cannot call; they can write.",
  ],
  [
    "an address of calls that begins as pages do",
    {
      LIVEKIT_URL: "https://sfera.livekit.cloud",
      LIVEKIT_API_KEY: "key",
      LIVEKIT_API_SECRET: "s".repeat(32),
    },
    'LIVEKIT_URL: expected the ws(s) address of a LiveKit server, such as wss://sfera-1a2b3c.livekit.cloud, came "https://sfera.livekit.cloud". Copy it from your project at https://cloud.livekit.io, or write that of a server you run.',
  ],
  [
    "a secret of calls that was cut",
    {
      LIVEKIT_URL: "wss://sfera.livekit.cloud",
      LIVEKIT_API_KEY: "key",
      LIVEKIT_API_SECRET: "short",
    },
    "LIVEKIT_API_SECRET: expected the secret of LIVEKIT_API_KEY (at least 32 characters), came 5 characters, not of that form. Copy it from where the key is.",
  ],
  [
    "payments without their key",
    { CRYPTOMUS_MERCHANT: "8b03432e-385b-4670-8d06-064591096795" },
    "CRYPTOMUS_API_KEY: is not set; expected the payment API key of CRYPTOMUS_MERCHANT (at least 16 letters, digits, - and _). Copy it from where the merchant is; the key for payouts is another one. Without it members cannot pay in crypto.",
  ],
  [
    "payments without their merchant",
    { CRYPTOMUS_API_KEY: "k".repeat(32) },
    "CRYPTOMUS_MERCHANT: is not set; expected the UUID of a Cryptomus or Heleket merchant. Copy it from your merchant's settings at https://app.cryptomus.com/business. Without it members cannot pay in crypto.",
  ],
  [
    "a key of payments in place of their merchant",
    { CRYPTOMUS_MERCHANT: "k".repeat(32), CRYPTOMUS_API_KEY: "k".repeat(32) },
    "CRYPTOMUS_MERCHANT: expected the UUID of a Cryptomus or Heleket merchant, came 32 characters, not of that form. Copy it from your merchant's settings at https://app.cryptomus.com/business.",
  ],
  [
    "a key of the search with a space",
    { BRAVE_API_KEY: "BSA key" },
    "BRAVE_API_KEY: expected a Brave Search API key (letters, digits, - and _), came 7 characters with spaces, not of that form. Make a key at https://api-dashboard.search.brave.com and copy it, or leave it empty.",
  ],
  [
    "an address of prices without http",
    { BINANCE_BASE_URL: "data-api.binance.vision" },
    "BINANCE_BASE_URL: expected the http(s) address of Binance's market data, came \"data-api.binance.vision\". Leave it empty for Binance's own, or write the address of a proxy you run.",
  ],
  [
    "another name of the search's key",
    { BRAVE_SEARCH_API_KEY: "BSA" },
    "BRAVE_SEARCH_API_KEY: is not a variable of Sfera; did you mean BRAVE_API_KEY? Rename it or remove it.",
  ],
  [
    "a time without its unit",
    { INIT_DATA_MAX_AGE: "24" },
    'INIT_DATA_MAX_AGE: expected a time from 1m to 7d, such as 24h, 90m or 3600s, came "24". Write how old Telegram\'s signature of a Mini App launch may be.',
  ],
  [
    "a host with a space",
    { HOST: "0.0.0.0 8000" },
    'HOST: expected the address to listen on, such as 0.0.0.0 or 127.0.0.1, came "0.0.0.0 8000". Write 127.0.0.1 behind a proxy on the same machine, 0.0.0.0 in a container.',
  ],
  [
    "a port that is too high",
    { PORT: "70000" },
    'PORT: expected a port from 0 to 65535, came "70000". Write the port to listen on; 0 takes any free one.',
  ],
  [
    "CORS for everybody",
    { ALLOWED_ORIGINS: "*" },
    'ALLOWED_ORIGINS: expected origins separated by commas, such as https://app.example.com, came "*". Leave it empty unless another site of yours calls the API; * is not accepted.',
  ],
  [
    "a level of another logger",
    { LOG_LEVEL: "warn" },
    'LOG_LEVEL: expected debug, info, warning or error, came "warn". Leave it empty for info.',
  ],
  [
    "a format that does not exist",
    { LOG_FORMAT: "pretty" },
    'LOG_FORMAT: expected json or text, came "pretty". Leave it empty for json; text is easier to read in a terminal.',
  ],
  [
    "a letter too few",
    { ALLOWED_ORIGIN: "https://a.example" },
    "ALLOWED_ORIGIN: is not a variable of Sfera; did you mean ALLOWED_ORIGINS? Rename it or remove it.",
  ],
  [
    "another name behind our prefix",
    { KV_PATH: "./data" },
    "KV_PATH: is not a variable of Sfera; did you mean KV_URL? Rename it or remove it.",
  ],
];

for (const [what, environment, line] of TABLE) {
  Deno.test(`environment: ${what}`, async () => {
    assert.deepEqual(await problems(environment), [line]);
  });
}

Deno.test("a misspelt key is named beside the one that is missing", async () => {
  const [missing, misspelt, ...others] = await problems({
    TELEGRAM_BOT_TOKEN: undefined,
    TELEGRAM_TOKEN: TOKEN,
  });
  assert.match(missing ?? "", /^TELEGRAM_BOT_TOKEN: is not set; /);
  assert.equal(
    misspelt,
    "TELEGRAM_TOKEN: is not a variable of Sfera; did you mean TELEGRAM_BOT_TOKEN? Rename it or remove it.",
  );
  assert.deepEqual(others, []);
});

Deno.test("variables of other programs are left alone", async () => {
  await read({ HOSTNAME: "box", HOME: "/", PATH: "/bin", GEMINI_CLI: "1", TELEGRAM_CHAT_ID: "7" });
});

Deno.test("what the box reads beside it is no misspelt variable", async () => {
  await read({ LIVEKIT_SERVER_BIN: "/usr/local/bin/livekit-server", LIVEKIT_URL: undefined });
});

Deno.test("no variable's line repeats a key that was pasted into it", async () => {
  const key = ENVIRONMENT.GEMINI_API_KEY!;
  for (const { name } of VARIABLES) {
    for (
      const pasted of [`${TOKEN} `, `"${TOKEN}"`, `https://${key}`, `${key} ${key}`, `x:${key}@`]
    ) {
      const error = await read({ [name]: pasted }).then(() => undefined, (error) => error);
      assert.ok(!String(error?.message).includes(TOKEN.slice(10)), `${name}: ${error}`);
      assert.ok(!String(error?.message).includes(key.slice(4)), `${name}: ${error}`);
    }
  }
});

Deno.test(".env.example holds every variable, explained, and no other", async () => {
  const lines = (await Deno.readTextFile(new URL(".env.example", root))).split("\n");
  const isVariable = (line = "") => /^(# )?[A-Z_]+=/.test(line);
  const written = lines.flatMap((line, index) => {
    const [, commented, name, value] = /^(# )?([A-Z_]+)=(.*)$/.exec(line) ?? [];
    if (!name) return [];
    const above = lines[index - 1] ?? "";
    assert.ok(above.startsWith("# ") && !isVariable(above), `${name} has no comment above it`);
    return [{ name, value, active: commented === undefined }];
  });
  const settings = await Deno.readTextFile(new URL("agent/settings.ts", root));
  const ofAgent = settings.matchAll(/"((?:SERVICE|AGENT)_[A-Z_]+)"/g);
  assert.deepEqual(
    written.map(({ name, value }) => [name, value]),
    [
      ...VARIABLES.map((
        variable,
      ) => [variable.name, "default" in variable ? variable.default : ""]),
      ...new Set(ofAgent.map(([, name]) => name)).values().map((name) => [name, ""]),
    ],
  );
  for (const variable of VARIABLES) {
    if (!("required" in variable)) continue;
    assert.ok(written.find(({ name }) => name === variable.name)?.active, `${variable.name}=`);
  }
});
