/** A box of its own for each test, and the browser that looks at it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { type Development, startDevelopment } from "../../dev/development.ts";
import { freePort } from "../../dev/free_port.ts";
import type { LiveOptions } from "../../dev/gemini/live/server.ts";
import type { VoiceOptions } from "../../dev/voice.ts";
import { CALL_TIMES, type CallTimes } from "../../domain/call.ts";
import { noBrowser, startBrowser } from "../kit/browser.ts";
import { PATIENCE } from "../kit/conditions.ts";
import { liveKitBinary } from "../kit/livekit.ts";

const ROOT = new URL("../../", import.meta.url);
/** Messages a day in the box, few enough to reach the limit. */
export const MESSAGES_A_DAY = 4;
/** The hour of the community's day at which a box begins, so that no test runs into midnight. */
const FIRST_HOUR = 13;

export interface Box extends AsyncDisposable {
  url: string;
  /** What runs behind it, until it is stopped. */
  readonly development: Development;
  /** The times of its calls; what is changed holds from then on. */
  readonly callTimes: CallTimes;
  /** Runs one of the operator's commands beside the service, as `deno task sfera` does. */
  operate(...words: string[]): Promise<void>;
  /** Ends the whole box, and starts it anew at the same address on the same stores. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

let built: Promise<void> | undefined;

/** Builds the Mini App and the page of the box where they are older than their sources. */
export function buildPages(): Promise<void> {
  return built ??= run(["dev/build.ts"]);
}

async function run(args: string[], env: Record<string, string> = {}): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", ...args],
    cwd: ROOT,
    env,
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
}

interface Pack {
  /** Messages a day of the free plan. */
  messages?: number;
  /** The guides that the box knows, by their files; none by default, so that it starts at once. */
  guides?: readonly string[];
}

/** A copy of the community's pack in which the free plan has few messages. */
export async function smallCommunity(folder: string, pack: Pack = {}): Promise<string> {
  const { messages = MESSAGES_A_DAY, guides = [] } = pack;
  const shipped = fileURLToPath(new URL("community", ROOT));
  const copy = `${folder}/community`;
  await copyFolder(shipped, copy, (path) => path !== "knowledge");
  for (const guide of guides) {
    await Deno.mkdir(`${copy}/knowledge`, { recursive: true });
    await Deno.copyFile(`${shipped}/knowledge/${guide}`, `${copy}/knowledge/${guide}`);
  }
  const plans = await Deno.readTextFile(`${copy}/plans.yaml`);
  const fewer = plans.replace(/(kind: messages, limit: )\d+/, `$1${messages}`);
  assert(fewer !== plans || messages === 20, "plans.yaml is expected to limit messages a day");
  await Deno.writeTextFile(`${copy}/plans.yaml`, fewer);
  return copy;
}

async function copyFolder(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (!wanted(name)) continue;
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`, () => true);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Starts a box at one in the afternoon of the community, a free port and empty stores. */
export async function startBox(
  options: Pack & {
    chunkPauseMilliseconds?: number;
    /** With a LiveKit server of its own, and a worker that takes calls before the box is there. */
    voice?: true | VoiceOptions;
    /** Shorter times of calls. */
    times?: Partial<CallTimes>;
    /** How the live model speaks. */
    live?: LiveOptions;
  } = {},
): Promise<Box> {
  const folder = await Deno.makeTempDir({ prefix: "sfera-" });
  const community = await smallCommunity(folder, options);
  const callTimes = { ...CALL_TIMES, ...options.times };
  const start = (port: number) =>
    startDevelopment({
      port,
      dataFolder: `${folder}/data`,
      environment: { COMMUNITY_DIR: community },
      log: () => [],
      chunkPauseMilliseconds: options.chunkPauseMilliseconds ?? 2,
      // What Telegram's rates and the waits for the model are, is tested where they are kept.
      chatMessageEvery: 0,
      sleep: () => Promise.resolve(),
      ...(options.voice && {
        voice: { livekitBinary: liveKitBinary, ...(options.voice === true ? {} : options.voice) },
      }),
      callTimes,
      live: options.live,
    });
  // It is started anew at the same one.
  let development = await start(freePort("127.0.0.1"));
  const { url } = development;
  let running = true;

  const box: Box = {
    url,
    callTimes,
    get development() {
      return development;
    },
    operate: (...words) =>
      run(["cli/main.ts", ...words], {
        KV_URL: development.config.storage.url,
        COMMUNITY_DIR: community,
      }),
    async stop() {
      if (!running) return;
      running = false;
      await development.close();
    },
    async start() {
      development = await start(Number(new URL(url).port));
      await development.agent?.ready;
      running = true;
    },
    async [Symbol.asyncDispose]() {
      await box.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
  await beginInTheAfternoon(url);
  try {
    if (options.guides) await development.loaded;
    await development.agent?.ready;
  } catch (error) {
    await box[Symbol.asyncDispose]();
    throw error;
  }
  return box;
}

/** Moves the clock of a box to the hour at which tests begin. */
export function beginInTheAfternoon(url: string): Promise<void> {
  return beginAt(url, FIRST_HOUR);
}

/** Moves the clock of a box to an hour of the next day. */
export async function beginAt(url: string, hour: number): Promise<void> {
  const { nowText } = await callBox(url, "GET", "/clock") as { nowText: string };
  const [, hours, minutes] = /(\d\d):(\d\d)/.exec(nowText)!.map(Number);
  const wait = (24 + hour) * 60 - (hours! * 60 + minutes!);
  await callBox(url, "POST", "/clock", { advance: `${wait}m` });
}

/** Calls the API of the box at `url`; a refusal is thrown. */
export async function callBox(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/box/api${path}`, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Asks the service as the Mini App of a member does; a refusal is thrown. */
export type Ask = <Answer = unknown>(method: "GET" | "POST", path: string) => Promise<Answer>;

/** A member's session in the box at `url`. */
export async function sessionOf(
  url: string,
  member: number,
): Promise<{ token: string; ask: Ask }> {
  const { initData } = await callBox(url, "GET", `/init-data?member=${member}`) as {
    initData: string;
  };
  const opened = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { authorization: `tma ${initData}` },
  });
  const { token } = await opened.json();
  return {
    token,
    async ask(method, path) {
      const response = await fetch(`${url}/api${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      });
      const answer = await response.json();
      assert(response.ok, `${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    },
  };
}

/** Passes the community's midnight; the box began in the afternoon. */
export async function passMidnight(box: { url: string }): Promise<void> {
  await callBox(box.url, "POST", "/clock", { advance: `${24 - FIRST_HOUR + 1}h` });
}

export interface Look {
  width: number;
  height?: number;
  language?: "ru" | "en";
  scheme?: "light" | "dark";
  /** With everything that moves; a living orb costs more than all else that a test does. */
  motion?: true;
  /** What all that the browser asks for goes through. */
  proxy?: { server: string };
}

export interface Visit extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
  /**
   * What went wrong in the page so far: errors, refusals by its content policy, failed requests.
   * A line that one of `expected` matches is what the test asks for.
   */
  assertClean(...expected: RegExp[]): void;
}

let browser: Browser | undefined;

/** Opens a browser context of its own, and listens for everything that goes wrong in it. */
export async function visit(look: Look): Promise<Visit> {
  const context = await browser!.newContext({
    viewport: { width: look.width, height: look.height ?? 844 },
    locale: look.language === "en" ? "en-GB" : "ru-RU",
    colorScheme: look.scheme ?? "light",
    timezoneId: "Europe/Moscow",
    reducedMotion: look.motion ? "no-preference" : "reduce",
    proxy: look.proxy,
  });
  context.setDefaultTimeout(PATIENCE);
  const wrong: string[] = [];
  await context.addInitScript({
    content: `addEventListener("securitypolicyviolation", (event) =>
      console.error("policy: " + event.violatedDirective + " " + event.blockedURI))`,
  });
  context.on("weberror", (error) => wrong.push(`error: ${error.error().message}`));
  context.on("console", (line) => {
    if (line.type() === "error") wrong.push(describe(line));
  });
  return {
    page: await context.newPage(),
    context,
    assertClean(...expected) {
      const surprising = wrong.filter((line) => !expected.some((one) => one.test(line)));
      assert.deepEqual(surprising, []);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

function describe(line: ConsoleMessage): string {
  const { url } = line.location();
  return `console: ${line.text()} ${url ? new URL(url).pathname : ""}`.trim();
}

/** Prepares the pages and one browser for all tests of a file; closes the browser after them. */
export function useBrowser(): void {
  Deno.test.beforeAll(async () => {
    if (noBrowser) return;
    await buildPages();
    await openBrowser();
  });
  Deno.test.afterAll(closeBrowser);
}

/** Starts the browser of a file, with more arguments. */
export async function openBrowser(more?: readonly string[]): Promise<void> {
  browser = await startBrowser(more);
}

/** Closes the browser of a file, where it was started. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
}

/** A test in the browser; where there is none its name says why it is left out. */
export function browserTest(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: noBrowser ? `${name} (left out, ${noBrowser})` : name,
    ignore: noBrowser !== undefined,
    // The browser is shared by the tests of a file.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}
