import assert from "node:assert/strict";
import { assistant, ENVIRONMENT, plans, problems, read, shipped, TOKEN } from "./config/kit.ts";

Deno.test("three variables and the shipped pack are enough", async () => {
  const config = await read();
  assert.deepEqual({ ...config, community: undefined }, {
    telegram: {
      token: TOKEN,
      apiRoot: "https://api.telegram.org",
      updates: "webhook",
      initDataMaxAgeSeconds: 86_400,
    },
    gemini: { apiKey: ENVIRONMENT.GEMINI_API_KEY, baseUrl: undefined },
    livekit: undefined,
    cryptomus: undefined,
    outside: {
      brave: { apiKey: undefined, baseUrl: "https://api.search.brave.com" },
      binance: { baseUrl: "https://data-api.binance.vision" },
      openMeteo: {
        baseUrl: "https://api.open-meteo.com",
        geocodingBaseUrl: "https://geocoding-api.open-meteo.com",
      },
    },
    operators: [],
    storage: { url: "" },
    server: {
      host: "0.0.0.0",
      port: 8000,
      publicUrl: "https://sfera.example.com",
      allowedOrigins: [],
    },
    log: { level: "info", format: "json" },
    community: undefined,
    communityFolder: "community",
  });
});

Deno.test("the shipped pack is the first community's", async () => {
  const { assistant, plans, prompts } = (await read()).community;
  assert.equal(
    assistant.greeting.ru,
    "Привет. Я Sfera AI. Твоя цифровая напарница в трейдинге. Чем сегодня займемся?",
  );
  assert.equal(assistant.timeZone, "Europe/Moscow");
  assert.deepEqual(assistant.personas.filter((persona) => persona.default).map(({ id }) => id), [
    "partner",
  ]);
  const allowances = { calls: [3, "day"], call_minutes: [10, "call"], messages: [20, "day"] };
  const [free, pro] = plans;
  assert.deepEqual(
    Object.fromEntries(free!.allowances.map(({ kind, limit, per }) => [kind, [limit, per]])),
    allowances,
  );
  assert.deepEqual(pro!.prices, { USD: "24.99" });
  assert.equal(pro!.periodDays, 30);
  assert.deepEqual(pro!.allowances.map(({ limit }) => limit), [null, null, null]);
  const names = ["crisis", "mentor", "partner", "psychologist", "system", "voice"];
  assert.deepEqual(Object.keys(prompts), names);
  const system = prompts.system!.replaceAll(/\s+/g, " ");
  for (const needed of [assistant.identity.ru, assistant.identity.en, "<ask_name/>", "«нет инф"]) {
    assert.ok(system.includes(needed), `system.md does not say ${needed}`);
  }
  for (const prompt of Object.values(prompts)) assert.ok(!prompt.includes("!"));
});

Deno.test("what is set is read, with spaces and slashes at the end cut off", async () => {
  const config = await read({
    PUBLIC_URL: " http://localhost:8123/ ",
    KV_URL: "./data/sfera.sqlite3",
    TELEGRAM_API_ROOT: "http://127.0.0.1:8081/",
    TELEGRAM_UPDATES: "webhook",
    GEMINI_BASE_URL: "http://127.0.0.1:8082/",
    BRAVE_API_KEY: " BSA-nobody_has-this ",
    BRAVE_BASE_URL: "http://127.0.0.1:8083/",
    BINANCE_BASE_URL: "http://127.0.0.1:8084/",
    OPEN_METEO_BASE_URL: "http://127.0.0.1:8085/",
    OPEN_METEO_GEOCODING_BASE_URL: "http://127.0.0.1:8086/",
    INIT_DATA_MAX_AGE: "90m",
    HOST: "127.0.0.1",
    PORT: "0",
    ALLOWED_ORIGINS: "https://a.example/, http://localhost:5173,https://a.example",
    LOG_LEVEL: "debug",
    LOG_FORMAT: "text",
  });
  assert.equal(config.server.publicUrl, "http://localhost:8123");
  assert.equal(config.storage.url, "./data/sfera.sqlite3");
  assert.deepEqual(config.telegram, {
    token: TOKEN,
    apiRoot: "http://127.0.0.1:8081",
    updates: "webhook",
    initDataMaxAgeSeconds: 5400,
  });
  assert.equal(config.gemini.baseUrl, "http://127.0.0.1:8082");
  assert.deepEqual(config.outside, {
    brave: { apiKey: "BSA-nobody_has-this", baseUrl: "http://127.0.0.1:8083" },
    binance: { baseUrl: "http://127.0.0.1:8084" },
    openMeteo: {
      baseUrl: "http://127.0.0.1:8085",
      geocodingBaseUrl: "http://127.0.0.1:8086",
    },
  });
  assert.deepEqual(config.server.allowedOrigins, ["https://a.example", "http://localhost:5173"]);
  assert.deepEqual([config.server.host, config.server.port], ["127.0.0.1", 0]);
  assert.deepEqual(config.log, { level: "debug", format: "text" });
});

Deno.test("updates come by webhook where Telegram can reach it, else by polling", async () => {
  const updates = async (publicUrl: string) =>
    (await read({ PUBLIC_URL: publicUrl })).telegram.updates;
  assert.equal(await updates("https://sfera.example.com"), "webhook");
  assert.equal(await updates("http://localhost:8000"), "polling");
  assert.equal(await updates("https://localhost:8000"), "polling");
  assert.equal(await updates("http://127.0.0.1:8000"), "polling");
  assert.equal(await updates("http://[::1]:8000"), "polling");
});

Deno.test("COMMUNITY_DIR names another pack", async () => {
  const moved = [...shipped].map(([path, text]) => [`/srv/${path}`, text] as const);
  const config = await read({ COMMUNITY_DIR: "/srv/community/" }, Object.fromEntries(moved));
  assert.equal(config.community.assistant.name, "Sfera AI");
  assert.deepEqual(await problems({ COMMUNITY_DIR: "elsewhere" }), [
    "elsewhere/assistant.yaml: there is no such file or folder. Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.",
    "elsewhere/plans.yaml: there is no such file or folder. Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.",
    "elsewhere/help.yaml: there is no such file or folder. Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.",
    "elsewhere/prompts: there is no such file or folder. Copy it from the community folder that ships with Sfera, or set COMMUNITY_DIR to your pack.",
  ]);
});

Deno.test("everything that is wrong is told at once", async () => {
  const found = await problems(
    { TELEGRAM_BOT_TOKEN: undefined, GEMINI_API_KEY: "", PUBLIC_URL: undefined, PORT: "http" },
    { ...assistant("Europe/Moscow", "Moscow"), ...plans("rank: 0", "rnk: 0") },
  );
  assert.deepEqual(found, [
    "TELEGRAM_BOT_TOKEN: is not set; expected a bot token (digits, a colon and 35 letters). Write /newbot to @BotFather in Telegram, or /token for a bot you have, and copy the token. Without it the bot is silent and nobody can sign in to the Mini App.",
    "GEMINI_API_KEY: is not set; expected a Gemini API key (letters, digits, dots, - and _). Make a key at https://aistudio.google.com/apikey and copy it. Without it the assistant cannot answer.",
    "PUBLIC_URL: is not set; expected the https address of this service without a path, such as https://sfera.example.com (http for localhost only). Write the address at which Telegram and members reach this service. Without it Telegram cannot open the Mini App nor deliver messages.",
    'PORT: expected a port from 0 to 65535, came "http". Write the port to listen on; 0 takes any free one.',
    'community/assistant.yaml: timeZone: expected an IANA time zone such as Europe/Moscow, came "Moscow". Did you mean Europe/Moscow?',
    "community/plans.yaml: plans[0].rank: is missing; expected a whole number from 0 on; 0 is the free plan. Add it.",
    "community/plans.yaml: plans[0].rnk: is not a known field; did you mean rank? Rename it or remove it.",
  ]);
});
