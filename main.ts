import { getLogger } from "@logtape/logtape";
import { type App, createApp } from "./app.ts";
import { lazyModel } from "./clients/lazy_model.ts";
import { lazyPayments } from "./clients/lazy_payments.ts";
import { lazyRooms } from "./clients/lazy_rooms.ts";
import { systemClock, systemIds } from "./clients/system.ts";
import { createOutside } from "./clients/outside.ts";
import { createTelegram } from "./clients/telegram.ts";
import { ConfigError, readConfig, VARIABLES } from "./config.ts";
import { registerCron } from "./cron.ts";
import { openDatabaseKv } from "./db/open.ts";
import { AppError } from "./domain/errors.ts";
import { later } from "./domain/later.ts";
import { configureLog } from "./log.ts";
import { createTexts } from "./services/texts.ts";

/** After which time the bot and the outbox begin, in milliseconds. */
const START_DELAY = 100;

/**
 * How long running answers may take to finish when the process is asked to stop, in milliseconds.
 *
 * Deno Deploy sends SIGINT and waits for five seconds; containers send SIGTERM and wait for longer.
 */
const STOP_TIME = { SIGINT: 3_000, SIGTERM: 10_000 };

/** How long open connections may take to close after that, in milliseconds. */
const CLOSE_TIME = 1_000;

let app: App | undefined;
registerCron(() => app?.sweep(), Deno.env.get("DENO_TIMELINE"));
await run();

async function run(): Promise<void> {
  const files = {
    readText: (path: string) => Deno.readTextFile(path),
    readBytes: (path: string) => Deno.readFile(path),
    listFolder: async (path: string) =>
      (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
  };
  const config = await readConfig({
    environment: readableEnvironment(),
    communityFolder: fileOf("./community"),
    ...files,
  }).catch(explainAndExit);
  // It opens beside what follows.
  const opening = openDatabaseKv(config.storage.url).catch(explainAndExit);
  const { apiKey: searchKey } = config.outside.brave;
  const secrets = [
    config.telegram.token,
    config.gemini.apiKey,
    searchKey,
    config.livekit?.apiSecret,
    config.cryptomus?.apiKey,
    config.cryptomus?.oldApiKey,
  ].filter((secret) => secret !== undefined);
  await configureLog({ ...config.log, secrets });
  const log = getLogger(["sfera"]);
  if (!searchKey) log.info("Search of the web and of videos is off: BRAVE_API_KEY is not set");
  if (!config.cryptomus) log.info("Payments in crypto are off: CRYPTOMUS_MERCHANT is not set");
  if (!config.livekit) log.info("Calls are off: LIVEKIT_URL is not set");
  const { telegram, gemini, livekit, server } = config;

  const texts = createTexts({
    ru: await Deno.readTextFile(fileOf("./locales/ru.ftl")),
    en: await Deno.readTextFile(fileOf("./locales/en.ftl")),
  });
  const rooms = livekit && lazyRooms(livekit.url, async () => {
    const { createLiveKit } = await import(
      later("./clients/livekit.ts")
    ) as typeof import("./clients/livekit.ts");
    return createLiveKit(livekit);
  });
  const { cryptomus } = config;
  const payments = cryptomus && lazyPayments(cryptomus.merchant, async () => {
    const { createCryptomus } = await import(
      later("./clients/cryptomus.ts")
    ) as typeof import("./clients/cryptomus.ts");
    return createCryptomus(cryptomus);
  });
  const kv = await opening;
  app = createApp({
    config,
    kv,
    clock: systemClock,
    liveness: systemClock,
    ids: systemIds(),
    random: Math.random,
    texts,
    model: lazyModel(async () => {
      const { createGemini } = await import(
        later("./clients/gemini.ts")
      ) as typeof import("./clients/gemini.ts");
      return createGemini({ apiKey: gemini.apiKey, baseUrl: gemini.baseUrl });
    }),
    telegram: createTelegram({ ...telegram, publicUrl: server.publicUrl }),
    outside: createOutside({ ...config.outside, clock: systemClock }),
    rooms,
    payments,
    readCourses: async () => {
      const { readLessons } = await import(
        later("./config/lessons.ts")
      ) as typeof import("./config/lessons.ts");
      return await readLessons(files, `${config.communityFolder}/lessons`);
    },
    appFolder: fileOf("./web/dist"),
  });
  const running = app;
  const listener = Deno.serve({
    hostname: server.host,
    port: server.port,
    onListen: ({ hostname, port }) =>
      // In the text itself: a place in it would be filled with quotes around the name.
      log.info(`Sfera is ready: http://${hostname}:${port}`, { hostname, port }),
  }, (request, connection) => running.fetch(request, connection));
  // What runs beside the requests loads much code: the first requests go before it.
  setTimeout(() => {
    running.start();
    // The first call is not to wait for it.
    rooms?.load().catch((error) => log.error("Calls cannot be loaded: {error}", { error }));
  }, START_DELAY);

  const stop = async (signal: keyof typeof STOP_TIME) => {
    log.info(`Stopping on ${signal}`);
    await running.stop(STOP_TIME[signal]);
    await Promise.race([listener.shutdown(), passed(CLOSE_TIME)]);
    kv.close();
    Deno.exit(0);
  };
  Deno.addSignalListener("SIGTERM", () => stop("SIGTERM"));
  Deno.addSignalListener("SIGINT", () => stop("SIGINT"));
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Everything where Deno permits it, so that misspelt names are noticed; else what Sfera reads. */
function readableEnvironment(): Record<string, string | undefined> {
  return Deno.permissions.querySync({ name: "env" }).state === "granted"
    ? Deno.env.toObject()
    : Object.fromEntries(VARIABLES.map(({ name }) => [name, Deno.env.get(name)]));
}

function fileOf(path: string): string {
  return new URL(path, import.meta.url).pathname;
}

/** What the operator can put right is told in a line each, without a stack. */
function explainAndExit(error: unknown): never {
  const message = error instanceof ConfigError ? error.message : describeStorage(error);
  if (message === undefined) throw error;
  // deno-lint-ignore no-console -- for the one who starts it, also where nobody reads the log
  console.error(message);
  Deno.exit(2);
}

function describeStorage(error: unknown): string | undefined {
  if (!(error instanceof AppError) || error.code !== "storage_unavailable") return undefined;
  return `KV_URL: ${error.details.store}: ${error.details.reason}`;
}
