import { type App, createApp } from "../../app.ts";
import { createTelegram } from "../../clients/telegram.ts";
import { readConfig } from "../../config.ts";
import { readLessons } from "../../config/lessons.ts";
import { signInitData } from "../../dev/init_data.ts";
import { DEMO_MEMBERS, type DemoMember } from "../../dev/telegram/mod.ts";
import type { CallTimes } from "../../domain/call.ts";
import type { Community } from "../../domain/community.ts";
import type {
  Clock,
  LanguageModel,
  Outside,
  PaymentProcessor,
  Rooms,
} from "../../services/ports.ts";
import { createTexts } from "../../services/texts.ts";
import { scriptedModel } from "./model.ts";
import { quietOutside } from "./outside.ts";

export const TOKEN = "1234567:AAtest-token-of-nobody-0123456789abcd";
const ROOT = new URL("../../", import.meta.url);

/** A clock that a test moves. */
export function movableClock(start = Date.parse("2026-11-23T12:00:00Z")): Clock & {
  move(milliseconds: number): void;
} {
  let now = start;
  return { now: () => now, move: (milliseconds) => void (now += milliseconds) };
}

let serial = 0;
/** Identifiers that differ in every app of a test run. */
export function testIds(name = `i${serial += 1}`) {
  let count = 0;
  return { next: () => `${name}-${String(count += 1).padStart(6, "0")}` };
}

/** The files of a pack, from the disk. */
export const packFiles = {
  readText: (path: string) => Deno.readTextFile(path),
  readBytes: (path: string) => Deno.readFile(path),
  listFolder: async (path: string) =>
    (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
};

/** The whole configuration, read from the shipped pack, with changes. */
export async function testConfig(environment: Record<string, string> = {}) {
  return await readConfig({
    environment: {
      TELEGRAM_BOT_TOKEN: TOKEN,
      GEMINI_API_KEY: "test-key-of-nobody",
      PUBLIC_URL: "http://localhost:8123",
      KV_URL: ":memory:",
      ...environment,
    },
    communityFolder: new URL("community", ROOT).pathname,
    ...packFiles,
  });
}

/** The texts as they are shipped. */
export async function testTexts() {
  return createTexts({
    ru: await Deno.readTextFile(new URL("locales/ru.ftl", ROOT)),
    en: await Deno.readTextFile(new URL("locales/en.ftl", ROOT)),
  });
}

/** The headers of a request with a session, as the Mini App sends them, and more of them. */
export function sessionHeaders(
  token: string,
  more: Record<string, string> = {},
): Record<string, string> {
  return { Authorization: `Bearer ${token}`, "Content-Type": "application/json", ...more };
}

export interface TestApp extends AsyncDisposable {
  app: App;
  kv: Deno.Kv;
  clock: ReturnType<typeof movableClock>;
  liveness: Clock;
  /** Asks the app as a browser would. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** A fresh session of a demo member. */
  enter(memberId?: number): Promise<string>;
  initData(memberId?: number, change?: { authDate?: number; startParam?: string }): Promise<string>;
}

/** The whole app on a store in memory, with a model that answers as told. */
export async function testApp(options: {
  model?: LanguageModel;
  kv?: Deno.Kv;
  apiRoot?: string;
  /** Messages a day of the free plan. */
  messages?: number;
  /** What can be looked up; nothing is found where it is absent. */
  outside?: Outside;
  environment?: Record<string, string>;
  /** Where calls happen; there are none where it is absent. */
  rooms?: Rooms;
  /** Who takes payments in crypto; nobody does where it is absent. */
  payments?: PaymentProcessor;
  callTimes?: CallTimes;
  clocks?: { clock: TestApp["clock"]; liveness: Clock };
  /** How long a chat of the bot rests after a message, in milliseconds. */
  chatMessageEvery?: number;
  /** Changes what the shipped pack says. */
  community?: (community: Community) => void;
  /** How long the bot looks at a payment in Stars, in milliseconds. */
  preCheckoutPatience?: number;
} = {}): Promise<TestApp> {
  const kv = options.kv ?? await Deno.openKv(":memory:");
  const clock = options.clocks?.clock ?? movableClock();
  const liveness = options.clocks?.liveness ?? movableClock();
  const config = await testConfig({
    TELEGRAM_API_ROOT: options.apiRoot ?? "http://127.0.0.1:1",
    ...options.environment,
  });
  const free = config.community.plans.find((plan) => plan.rank === 0)!;
  const messages = free.allowances.find(({ kind }) => kind === "messages")!;
  if (options.messages !== undefined) messages.limit = options.messages;
  options.community?.(config.community);
  const app = createApp({
    config,
    kv,
    clock,
    liveness,
    ids: testIds(),
    random: Math.random,
    texts: await testTexts(),
    model: options.model ?? scriptedModel(() => ["Привет."]),
    telegram: createTelegram({ ...config.telegram, publicUrl: config.server.publicUrl }),
    outside: options.outside ?? quietOutside(),
    rooms: options.rooms,
    payments: options.payments,
    callTimes: options.callTimes,
    readCourses: () => readLessons(packFiles, `${config.communityFolder}/lessons`),
    appFolder: new URL("web/dist", ROOT).pathname,
    chatMessageEvery: options.chatMessageEvery,
    preCheckoutPatience: options.preCheckoutPatience,
  });

  const initData: TestApp["initData"] = (memberId = 1001, change = {}) =>
    signInitData({
      token: TOKEN,
      member: demoMember(memberId),
      authDate: change.authDate ?? Math.floor(clock.now() / 1000),
      startParam: change.startParam,
    });
  const ask: TestApp["ask"] = async (path, init) =>
    await app.fetch(new Request(`http://localhost:8123${path}`, init));
  return {
    app,
    kv,
    clock,
    liveness,
    ask,
    initData,
    async enter(memberId) {
      const response = await ask("/api/session", {
        method: "POST",
        headers: { Authorization: `tma ${await initData(memberId)}` },
      });
      return (await response.json()).token;
    },
    async [Symbol.asyncDispose]() {
      await app.stop(0);
      if (!options.kv) kv.close();
    },
  };
}

function demoMember(id: number): DemoMember {
  const member = DEMO_MEMBERS.find((member) => member.id === id);
  return member ?? { ...DEMO_MEMBERS[0]!, id };
}
