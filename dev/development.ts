/**
 * Everything behind `deno task dev`: the service as it runs in production, with stand-ins behind it
 * and Telegram in a box in front of it.
 */
import { fileURLToPath } from "node:url";
import { getLogger } from "@logtape/logtape";
import { Hono } from "hono";
import { type App, createApp } from "../app.ts";
import { createCryptomus } from "../clients/cryptomus.ts";
import { createGemini } from "../clients/gemini.ts";
import { createLiveKit } from "../clients/livekit.ts";
import { systemClock, systemIds } from "../clients/system.ts";
import { createOutside } from "../clients/outside.ts";
import { createTelegram } from "../clients/telegram.ts";
import { type Config, readConfig } from "../config.ts";
import { readLessons } from "../config/lessons.ts";
import { openDatabaseKv } from "../db/open.ts";
import type { CallTimes } from "../domain/call.ts";
import { readDocument } from "../services/documents/mod.ts";
import type { Knowledge } from "../services/knowledge.ts";
import type { Clock, Rooms } from "../services/ports.ts";
import { createTexts } from "../services/texts.ts";
import type { AgentProcess } from "./agent.ts";
import { createBoxApi } from "./box/api.ts";
import { createBoxClock } from "./box/clock.ts";
import { createBoxPage } from "./box/page.ts";
import { asBoxTelegram } from "./box/stand_in.ts";
import type { LiveOptions } from "./gemini/live/server.ts";
import { type GeminiStandIn, startGemini } from "./gemini/server.ts";
import { signInitData } from "./init_data.ts";
import type { LiveKitServer } from "./livekit.ts";
import { type CryptomusStandIn, startCryptomus } from "./cryptomus/server.ts";
import { type OutsideStandIn, startOutside } from "./outside/server.ts";
import {
  DEMO_MEMBERS,
  type DemoMember,
  startTelegram,
  type TelegramStandIn,
} from "./telegram/mod.ts";
import { startVoiceServer, Voice, type VoiceOptions } from "./voice.ts";

const log = getLogger(["sfera", "dev"]);

const ROOT = new URL("../", import.meta.url);
/** A token of the form of real ones, for the bot in the box. */
const BOX_TOKEN = "7000000001:AAsfera-in-a-box-has-no-real-bot-0000";
const BOX_KEY = "gemini-stand-in";
const BOX_MERCHANT = "00000000-0000-4000-8000-000000000000";
const BOX_PAYMENT_KEY = "payments-stand-in";
const BOX_SEARCH_KEY = "search-stand-in";
/** How long answers may take to finish when the service is stopped, in milliseconds. */
const STOP_TIME = 5_000;

const PACK_FILES = {
  readText: (path: string) => Deno.readTextFile(path),
  readBytes: (path: string) => Deno.readFile(path),
  listFolder: async (path: string) =>
    (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
};

export interface DevelopmentOptions {
  /** 0 takes a free port. */
  port: number;
  /** Where the stores live; made where it is missing. */
  dataFolder: string;
  /** Real keys replace their stand-ins. */
  environment: Record<string, string | undefined>;
  /** The newest lines of the log, oldest first. */
  log(): readonly string[];
  /** Pause between two chunks of the demo model's answer, in milliseconds. */
  chunkPauseMilliseconds?: number;
  /** How long the chat of the bot rests after a message, in milliseconds; as Telegram asks by default. */
  chatMessageEvery?: number;
  /** Waits before the model is asked once more; in real time by default. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Calls; where neither a LiveKit server is named nor its program, there are none. */
  voice?: VoiceOptions;
  /** How long things in a call may take; the usual times where it is absent. */
  callTimes?: CallTimes;
  /** Who has a Telegram in the box; the demo members by default. */
  members?: readonly DemoMember[];
  /** Where calls happen, instead of a LiveKit server. */
  rooms?: Rooms;
  /** How the live model of the stand-in behaves. */
  live?: LiveOptions;
  /** Real time, as calls and what is asked outside go by; that of the system where it is absent. */
  liveness?: Clock;
}

export interface Development {
  url: string;
  /** The guides of the pack can be searched. */
  loaded: Promise<void>;
  telegram: TelegramStandIn | undefined;
  gemini: GeminiStandIn | undefined;
  /** Undefined where payments are real. */
  cryptomus: CryptomusStandIn | undefined;
  outside: OutsideStandIn;
  config: Config;
  /** The LiveKit server of the box, where it started one. */
  livekit: LiveKitServer | undefined;
  /** The worker that talks in calls, where there are calls. */
  agent: AgentProcess | undefined;
  /**
   * Stops the service and starts it anew on the same store, as a deploy does; what is done
   * `meanwhile` finds nobody there.
   */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** What cron does every minute. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it all; errors are those of `readConfig`, of opening the stores and of listening. */
export async function startDevelopment(options: DevelopmentOptions): Promise<Development> {
  const { environment, dataFolder } = options;
  await Deno.mkdir(dataFolder, { recursive: true });
  const boxKv = await Deno.openKv(`${dataFolder}/box.sqlite3`);
  const clock = await createBoxClock(boxKv);
  const realToken = environment.TELEGRAM_BOT_TOKEN;
  const telegram = realToken
    ? undefined
    : await startTelegram({ token: BOX_TOKEN, clock, store: boxKv, members: options.members });
  const gemini = environment.GEMINI_API_KEY ? undefined : await startGemini({
    chunkPauseMilliseconds: options.chunkPauseMilliseconds,
    live: options.live,
  });
  const hasRealPayments = environment.CRYPTOMUS_MERCHANT || environment.CRYPTOMUS_API_KEY;
  const cryptomus = hasRealPayments ? undefined : await startCryptomus({
    clock,
    merchant: BOX_MERCHANT,
    apiKey: BOX_PAYMENT_KEY,
    store: boxKv,
  });
  const liveness = options.liveness ?? systemClock;
  const outside = await startOutside({ clock: liveness });

  const listening = Promise.withResolvers<number>();
  const closing = new AbortController();
  const starting = () => new Response("Sfera is starting", { status: 503 });
  let fetch: (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response> =
    starting;
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: options.port,
    onListen: ({ port }) => listening.resolve(port),
  }, (request, info) => fetch(request, info));
  const port = await listening.promise;
  const url = `http://localhost:${port}`;
  const ownUrl = `http://127.0.0.1:${port}`;
  const livekit = await startVoiceServer({
    ...options.voice,
    realUrl: environment.LIVEKIT_URL,
    folder: `${dataFolder}/livekit`,
    serviceUrl: ownUrl,
  });

  const config = await readConfig({
    environment: {
      PUBLIC_URL: url,
      KV_URL: `${dataFolder}/sfera.sqlite3`,
      ...(telegram ? { OPERATORS: String(DEMO_MEMBERS[0]!.id) } : {}),
      ...outside.addresses,
      ...(environment.BRAVE_API_KEY ? { BRAVE_BASE_URL: "" } : { BRAVE_API_KEY: BOX_SEARCH_KEY }),
      ...environment,
      PORT: String(port),
      ...(telegram ? { TELEGRAM_BOT_TOKEN: BOX_TOKEN, TELEGRAM_API_ROOT: telegram.url } : {}),
      ...(gemini ? { GEMINI_API_KEY: BOX_KEY, GEMINI_BASE_URL: gemini.url } : {}),
      ...(cryptomus
        ? {
          CRYPTOMUS_MERCHANT: BOX_MERCHANT,
          CRYPTOMUS_API_KEY: BOX_PAYMENT_KEY,
          CRYPTOMUS_BASE_URL: cryptomus.url,
        }
        : {}),
      ...(livekit
        ? {
          LIVEKIT_URL: livekit.url,
          LIVEKIT_API_KEY: livekit.apiKey,
          LIVEKIT_API_SECRET: livekit.apiSecret,
        }
        : {}),
    },
    communityFolder: fileURLToPath(new URL("community", ROOT)),
    ...PACK_FILES,
  }).catch(async (error) => {
    await livekit?.close();
    throw error;
  });
  const texts = createTexts({
    ru: await Deno.readTextFile(new URL("locales/ru.ftl", ROOT)),
    en: await Deno.readTextFile(new URL("locales/en.ftl", ROOT)),
  });

  async function startService(): Promise<{ app: App; kv: Deno.Kv }> {
    const kv = await openDatabaseKv(config.storage.url);
    const app = createApp({
      config,
      kv,
      clock,
      liveness,
      ids: systemIds(),
      random: Math.random,
      texts,
      model: createGemini({ ...config.gemini, sleep: options.sleep }),
      telegram: createTelegram({ ...config.telegram, publicUrl: config.server.publicUrl }),
      outside: createOutside({
        ...config.outside,
        clock: liveness,
        pages: { trustedOrigins: [outside.url] },
      }),
      rooms: options.rooms ?? (config.livekit && createLiveKit(config.livekit)),
      payments: config.cryptomus && createCryptomus(config.cryptomus),
      callTimes: options.callTimes,
      readCourses: () => readLessons(PACK_FILES, `${config.communityFolder}/lessons`),
      appFolder: fileURLToPath(new URL("web/dist", ROOT)),
      frameAncestors: ["'self'"],
      chatMessageEvery: options.chatMessageEvery,
    });
    app.start();
    return { app, kv };
  }
  let service = startService();
  await service;

  // The box shows what an operator's `deno task sfera knowledge add` has done; nothing waits for it.
  const guides = `${config.communityFolder}/knowledge`;
  const loading = loadKnowledge(await (await service).app.knowledge(), guides, closing.signal)
    .catch((error) => log.error("The guides could not be loaded: {error}", { error }));

  async function stopService() {
    await loading;
    const { app, kv } = await service;
    await app.stop(STOP_TIME);
    kv.close();
  }
  async function restart(meanwhile?: () => Promise<void>) {
    const serve = fetch;
    await stopService();
    fetch = starting;
    try {
      await meanwhile?.();
    } finally {
      fetch = serve;
      service = startService();
      await service;
    }
  }

  async function sweep() {
    await cryptomus?.sweep();
    await telegram?.sweep();
    const { app } = await service;
    await app.sweep();
  }

  const voice = new Voice(config, ownUrl, options.voice ?? {});
  const boxPort = () => port;
  const boxApi = createBoxApi({
    clock,
    telegram: telegram &&
      asBoxTelegram(telegram, { botName: config.community.assistant.name, clock }),
    faults: {
      ...(telegram ? { telegram: telegram.faults } : {}),
      ...(gemini ? { gemini: gemini.faults } : {}),
      ...(cryptomus ? { cryptomus: cryptomus.faults } : {}),
      outside: outside.faults,
    },
    services: [
      { name: "telegram", mode: telegram ? "stand-in" : "real" },
      { name: "gemini", mode: gemini ? "stand-in" : "real" },
      { name: "cryptomus", mode: cryptomus ? "stand-in" : "real" },
      { name: "outside", mode: "stand-in" },
    ],
    realKeys: [
      ...(telegram ? [] : ["TELEGRAM_BOT_TOKEN"]),
      ...(cryptomus ? [] : ["CRYPTOMUS_API_KEY"]),
    ],
    voice: () => voice.state,
    voiceChanged: voice.changed,
    signInitData: (request) => signInitData({ token: BOX_TOKEN, ...request }),
    timeZone: config.community.assistant.timeZone,
    runSweeps: sweep,
    restart: () => restart(),
    log: options.log,
    port: boxPort,
    signal: closing.signal,
  });
  const page = createBoxPage({
    directory: fileURLToPath(new URL(".sfera/box", ROOT)),
    port: boxPort,
  });
  const front = new Hono().route("/", page).route("/box", boxApi);
  fetch = async (request, info) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/" || pathname.startsWith("/box/")) return await front.fetch(request);
    return await (await service).app.fetch(request, info);
  };

  return {
    url,
    loaded: loading,
    telegram,
    gemini,
    cryptomus,
    outside,
    config,
    livekit,
    agent: voice.agent,
    restart,
    sweep,
    async close() {
      closing.abort();
      await voice.close();
      await stopService();
      await livekit?.close();
      await server.shutdown();
      await telegram?.close();
      await gemini?.close();
      await cryptomus?.close();
      await outside.close();
      boxKv.close();
    },
  };
}

/** Puts the pack's guides into the store; what is there already stays as it is. */
async function loadKnowledge(
  knowledge: Knowledge,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  for (const name of await filesOf(folder)) {
    if (signal.aborted) return;
    const bytes = await Deno.readFile(`${folder}/${name}`);
    await knowledge.store(await readDocument({ file: name, bytes }));
  }
}

/** The files of a folder; none where the pack has no such folder. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    return await PACK_FILES.listFolder(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
