/**
 * Takes the pictures of the README into `docs/pictures/`, from the box as it is.
 *
 * `deno run -A tools/pictures.ts`; it needs a Chromium and LiveKit's server, found as the tests find
 * them, and the packages of the agent. The stores are made in a folder of its own and removed.
 */
import { fileURLToPath } from "node:url";
import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { type Development, type DevelopmentOptions, startDevelopment } from "../dev/development.ts";
import { DEMO_MEMBERS } from "../dev/telegram/mod.ts";
import { CALL_TIMES } from "../domain/call.ts";
import type { Card } from "../domain/card.ts";
import { beginAt, callBox } from "../tests/e2e/kit.ts";
import { PretendAgent } from "../tests/e2e/pretend_agent.ts";
import { startBrowser } from "../tests/kit/browser.ts";
import { liveKitBinary } from "../tests/kit/livekit.ts";

const PICTURES = fileURLToPath(new URL("../docs/pictures/", import.meta.url));

/** The hour that the clock of the phone shows. */
const MORNING = 11;

/** What is shown: who looks, through which Telegram, and how large the window is. */
interface Scene {
  language: "ru" | "en";
  theme: "light" | "dark";
  window: { width: number; height: number };
  /** Device pixels for one of the page; 2 is as sharp as a phone's screen. */
  scale: number;
}

interface Opened {
  page: Page;
  app: FrameLocator;
  /** Writes to the bot for the member. */
  tellBot(text: string): Promise<void>;
}

/** The box: the chat with the bot beside Home, in English, light. */
async function takeBox(browser: Browser, box: Development): Promise<void> {
  const scene: Scene = {
    language: "en",
    theme: "light",
    window: { width: 1280, height: 800 },
    scale: 1,
  };
  await open(browser, box, scene, async ({ page, app, tellBot }) => {
    await tellBot("/start");
    await page.getByText("What shall we do today").waitFor();
    await tellBot("Hi");
    await page.getByText("What is your name").waitFor();
    await tellBot("James");
    await page.getByText("Nice to meet you").waitFor();
    await tellBot("My plan is to cut losses early");
    await page.getByText("I wrote it down").waitFor();
    await page.reload();
    await app.getByText(/, James\./).waitFor();
    await settle(app.locator("body"));
    await settle(page.locator("body"));
    await page.screenshot({ path: `${PICTURES}box.png` });
  });
}

/** The phone alone, in Russian, dark. */
const PHONE: Scene = {
  language: "ru",
  theme: "dark",
  window: { width: 1280, height: 960 },
  scale: 1.5,
};

/** The Mini App: a conversation. */
async function takeApp(browser: Browser, box: Development): Promise<void> {
  await beginAt(box.url, MORNING);
  await open(browser, box, PHONE, async ({ page, app }) => {
    const say = async (text: string, answer: RegExp) => {
      await app.getByRole("textbox").fill(text);
      await app.getByRole("button", { name: "Отправить" }).click();
      await app.getByText(answer).waitFor();
      await app.getByRole("button", { name: "Остановить" }).waitFor({ state: "detached" });
    };
    await say("Привет", /Как тебя зовут/);
    await say("Меня зовут Мария", /Приятно познакомиться/);
    await say("Мой план: вовремя закрывать убыточные сделки", /Записала в раздел/);
    await takePhone(page, app, "app.png");
  });
}

/** A call, in which the assistant's side is played: her orb, the words of both, a price. */
async function takeCall(browser: Browser, box: Development): Promise<void> {
  await beginAt(box.url, MORNING);
  await open(browser, box, PHONE, async ({ page, app }) => {
    await app.getByRole("button", { name: /^Позвонить/ }).first().click();
    await app.getByRole("toolbar").waitFor();
    await app.getByText("Слушаю").or(app.getByText("Соединяю")).first().waitFor();
    await using agent = await PretendAgent.join(browser, box.livekit!);
    await agent.show({ kind: "listening" });
    await agent.hear("question", "Что сейчас с биткоином?");
    await app.getByText("Что сейчас с биткоином?").waitFor();
    await agent.state("speaking");
    await agent.loud(0.3);
    const { now } = await callBox(box.url, "GET", "/clock") as { now: number };
    await agent.show({ kind: "card", card: bitcoin(now) });
    await agent.say(
      "answer",
      "За сутки минус полтора процента, ничего особенного. Держим твой план.",
    );
    await app.getByText("Держим твой план").waitFor();
    await app.getByText("97 123,45").waitFor();
    await app.getByRole("status").getByText(/говорит$/).waitFor();
    await takePhone(page, app, "call.png");
  });
}

function bitcoin(at: number): Card {
  const price = { symbol: "BTC", currency: "USDT", price: "97123.45", change: "-1.42" };
  return { kind: "price", title: "BTC", text: "", ...price, at };
}

async function takePhone(page: Page, app: FrameLocator, name: string): Promise<void> {
  await settle(app.locator("body"));
  await settle(page.locator("body"));
  await page.locator(".fit").screenshot({ path: `${PICTURES}${name}` });
}

async function open(
  browser: Browser,
  box: Development,
  { language, theme, window, scale }: Scene,
  show: (opened: Opened) => Promise<void>,
): Promise<void> {
  const member = DEMO_MEMBERS.filter(({ language_code }) => language_code === language).at(
    language === "en" ? 0 : 1,
  )!.id;
  const context = await browser.newContext({ viewport: window, deviceScaleFactor: scale });
  await context.grantPermissions(["microphone"]);
  const page = await context.newPage();
  await page.addInitScript(
    (settings) => globalThis.localStorage.setItem("box-settings", settings),
    JSON.stringify({ member, theme, platform: "ios", width: 390 }),
  );
  await page.goto(box.url);
  const app = page.frameLocator('iframe[title="Sfera"]');
  await app.getByRole("textbox").waitFor();
  await show({
    page,
    app,
    async tellBot(text) {
      await callBox(box.url, "POST", "/say", { member, text });
    },
  });
  await context.close();
}

/** Waits until nothing moves into its place any more; the orb, which always moves, apart. */
async function settle(body: Locator): Promise<void> {
  await body.evaluate(async (element) => {
    const moving: { effect: { getComputedTiming(): { endTime: number } }; finished: unknown }[] =
      element.ownerDocument.getAnimations();
    const passing = moving.filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });
}

async function run(program: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(new URL(program, import.meta.url))],
  }).output();
  if (!success) throw new Error(`${program} failed; run it by itself to see why`);
}

/** Shows a box of its own, with empty stores. */
async function withBox(
  options: Partial<DevelopmentOptions>,
  show: (box: Development) => Promise<void>,
): Promise<void> {
  const dataFolder = await Deno.makeTempDir({ prefix: "sfera-pictures-" });
  const log = () => [];
  const box = await startDevelopment({ port: 0, dataFolder, environment: {}, log, ...options });
  try {
    await show(box);
  } finally {
    await box.close();
    await Deno.remove(dataFolder, { recursive: true });
  }
}

await run("../dev/build.ts");
await Deno.mkdir(PICTURES, { recursive: true });
const browser = await startBrowser();
try {
  await withBox({ voice: { livekitBinary: liveKitBinary } }, async (box) => {
    await box.agent!.ready;
    await takeBox(browser, box);
    await takeApp(browser, box);
  });
  // Nobody else takes the call, and the one who does is no worker to the service.
  const silent: Partial<DevelopmentOptions> = {
    voice: { livekitBinary: liveKitBinary, agent: false },
    callTimes: { ...CALL_TIMES, noAgent: 120_000 },
  };
  await withBox(silent, (box) => takeCall(browser, box));
} finally {
  await browser.close();
}
