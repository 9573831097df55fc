/** Calls on real parts: the service, LiveKit's server, the worker, Chromium; only Gemini is played. */
import { openDatabaseKv } from "../../db/open.ts";
import type { LiveRecord } from "../../dev/gemini/live/record.ts";
import type { GeminiLive } from "../../dev/gemini/live/server.ts";
import type { CallTimes } from "../../domain/call.ts";
import { noBrowser } from "../kit/browser.ts";
import { until } from "../kit/conditions.ts";
import { newestRooms, noLiveKit } from "../kit/livekit.ts";
import { CALLER } from "./call_page.ts";
import { CALL_WORDS } from "./call_words.ts";
import { Caller } from "./caller.ts";
import {
  type Box,
  browserTest,
  buildPages,
  closeBrowser,
  type Look,
  openBrowser,
  startBox,
  visit,
} from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

/** The Telegram id of the first member who calls. */
const FIRST = 2001;

/** What the free plan allows; the pack knows whole minutes only, and a test cannot wait so long. */
export interface Allows {
  calls?: number;
  call_minutes?: number;
}

export interface CallOptions {
  /** False where nobody takes calls, so that a test can play the assistant. */
  agent?: false;
  times?: Partial<CallTimes>;
  allows?: Allows;
  /** Guides that the box knows, by their files. */
  guides?: readonly string[];
  /** More arguments for the browser. */
  browser?: readonly string[];
}

/** Who comes, and how. */
export interface Coming extends Partial<Look> {
  /** Somebody who was here before; else it is a member who never called. */
  member?: number;
  /** False where the browser would have to ask for it. */
  microphone?: boolean;
  /** With the greeting of the pack, where it counts; else what she says first is one word. */
  greeting?: "whole";
}

/** One box with calls, for all tests of a file. */
export interface CallStage {
  readonly box: Box;
  /** What the live model hears, says and breaks. */
  readonly live: GeminiLive;
  /** The newest session that talks with a member; others only have a phrase said. */
  talk(): LiveRecord;
  /** Opens the Mini App for a member, in a browser with a microphone. */
  visits(coming?: Coming): Promise<Caller>;
  /** Changes what the free plan allows from now on; what is not named stays. */
  allow(allows: Allows): void;
  /** Shortens times of calls until the test is over. */
  shorten(times: Partial<CallTimes>): void;
  /** The rooms that LiveKit has now. */
  rooms(): Promise<string[]>;
  /** The member starts the bot, which may write to nobody else. */
  startsBot(member: number): Promise<void>;
  /** What the bot wrote to a member, oldest first. */
  botMessages(member: number): string[];
  /** All that the service keeps, each entry as text. */
  everything(): Promise<string[]>;
}

/** She speaks so many times as fast as usual; on its way her speech takes the same time. */
const TEMPO = 2;
const SPEECH = { tempo: TEMPO, pace: 5 / TEMPO };
/** What she says first, where it is the talk after it that counts. */
const SHORT_GREETING = { ru: "Привет.", en: "Hi." };

let box: Box | undefined;
let wholeGreeting = SHORT_GREETING;
let next = FIRST;

const stage: CallStage = {
  get box() {
    if (!box) throw new Error("useCalls() is expected at the top of the file");
    return box;
  },
  get live() {
    return stage.box.development.gemini!.live;
  },
  talk() {
    const session = newestTalk();
    if (!session) throw new Error("expected a session of a call, got none");
    return session;
  },
  async visits({ member, microphone = true, greeting, ...look } = {}) {
    const { width = 390, language = "ru", scheme = "light" } = look;
    member ??= await newMember(language);
    const visitor = await visit({ height: 844, ...look, width, language, scheme });
    const { origin } = new URL(stage.box.url);
    if (microphone) await visitor.context.grantPermissions(["microphone"], { origin });
    await visitor.context.addInitScript({ content: CALLER });
    const app = await openAlone(visitor.page, stage.box, {
      member,
      words: WORDS[language],
      scheme,
    });
    await app.button(CALL_WORDS[language].orb).waitFor();
    const greetings = greeting === "whole" ? wholeGreeting : SHORT_GREETING;
    stage.box.development.config.community.assistant.greeting = greetings;
    const words = { ...CALL_WORDS[language], greeting: greetings[language] };
    return new Caller(stage, member, visitor, app, words);
  },
  allow(allows) {
    for (const allowance of stage.box.development.config.community.plans[0]!.allowances) {
      if (allowance.kind !== "messages") {
        allowance.limit = allows[allowance.kind] ?? allowance.limit;
      }
    }
  },
  shorten(times) {
    Object.assign(stage.box.callTimes, times);
  },
  rooms() {
    return newestRooms(stage.box.development.livekit!);
  },
  async startsBot(member) {
    await stage.box.development.telegram!.say(member, "/start");
    await until(() => stage.botMessages(member).length > 0, "the bot's greeting");
  },
  botMessages(member) {
    return stage.box.development.telegram!.messages(member).filter(({ from }) => from === "bot")
      .map(({ text }) => text ?? "");
  },
  async everything() {
    const kv = await openDatabaseKv(stage.box.development.config.storage.url);
    try {
      const entries = await Array.fromAsync(kv.list({ prefix: [] }));
      return entries.map(({ key, value }) =>
        Deno.inspect([key, value], { depth: 20, strAbbreviateSize: 1e6 })
      );
    } finally {
      kv.close();
    }
  },
};

/** Prepares browser and box for the tests of a file, and stops both behind them. */
export function useCalls(options: CallOptions = {}): void {
  Deno.test.beforeAll(async () => {
    if (noBrowser) return;
    await buildPages();
    // Each takes seconds.
    await Promise.all([openBrowser(options.browser), noLiveKit ? undefined : openBox(options)]);
  });
  Deno.test.afterAll(async () => {
    await Promise.all([closeBrowser(), box?.[Symbol.asyncDispose]()]);
    box = undefined;
  });
}

async function openBox({ agent, times, guides, allows = {} }: CallOptions): Promise<void> {
  box = await startBox({ voice: { agent }, times, guides, live: SPEECH });
  stage.allow(allows);
  wholeGreeting = box.development.config.community.assistant.greeting;
}

/** Somebody whom the box has not seen yet. */
async function newMember(language: string): Promise<number> {
  const id = next++;
  await stage.box.development.telegram!.addMember({
    id,
    first_name: language === "ru" ? "Олег" : "Sam",
    username: `caller_${id}`,
    language_code: language,
  });
  return id;
}

/** A test of calls in the browser; where a part of them is not there, its name says so. */
export function callTest(name: string, fn: (stage: CallStage) => Promise<void>): void {
  const missing = noBrowser ?? noLiveKit;
  if (missing) return Deno.test.ignore(`${name} (left out, ${missing})`, () => {});
  browserTest(name, async () => {
    stage.live.clear();
    stage.box.development.outside.faults.clear();
    const usual = { ...stage.box.callTimes };
    try {
      await fn(stage);
    } catch (error) {
      throw new Error(`the call broke, and the model saw: ${seen()}`, { cause: error });
    } finally {
      Object.assign(stage.box.callTimes, usual);
    }
  });
}

function newestTalk(): LiveRecord | undefined {
  return stage.live.sessions().findLast(({ setup }) => setup?.tools.length);
}

/** What the live model saw last, for whoever looks into a test that failed. */
function seen(): string {
  const last = { ...newestTalk(), setup: undefined };
  return Deno.inspect(last, { depth: 4, strAbbreviateSize: 300, iterableLimit: 40 });
}
