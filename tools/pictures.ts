/**
 * Takes the pictures of the README into `docs/pictures/`, from the box as it is.
 *
 * `deno run -A tools/pictures.ts`; it needs a Chromium, named by `CHROMIUM_BIN`, by default
 * `/usr/bin/chromium`. The stores are made in a folder of its own and removed.
 */
import { fileURLToPath } from "node:url";
import {
  type Browser,
  chromium,
  type FrameLocator,
  type Locator,
  type Page,
} from "playwright-core";
import { type Development, startDevelopment } from "../dev/development.ts";
import { DEMO_MEMBERS } from "../dev/telegram/mod.ts";

const PICTURES = fileURLToPath(new URL("../docs/pictures/", import.meta.url));

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

/** The Mini App: a conversation, in Russian, dark. */
async function takeApp(browser: Browser, box: Development): Promise<void> {
  const scene: Scene = {
    language: "ru",
    theme: "dark",
    window: { width: 1280, height: 960 },
    scale: 1.5,
  };
  await open(browser, box, scene, async ({ page, app }) => {
    const say = async (text: string, answer: RegExp) => {
      await app.getByRole("textbox").fill(text);
      await app.getByRole("button", { name: "Отправить" }).click();
      await app.getByText(answer).waitFor();
      await app.getByRole("button", { name: "Остановить" }).waitFor({ state: "detached" });
    };
    await say("Привет", /Как тебя зовут/);
    await say("Меня зовут Мария", /Приятно познакомиться/);
    await say("Мой план: вовремя закрывать убыточные сделки", /Записала в раздел/);
    await settle(app.locator("body"));
    await settle(page.locator("body"));
    await page.locator(".fit").screenshot({ path: `${PICTURES}app.png` });
  });
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
      const response = await fetch(`${box.url}/box/api/say`, {
        method: "POST",
        body: JSON.stringify({ member, text }),
      });
      if (!response.ok) throw new Error(await response.text());
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

await run("../dev/build.ts");
await Deno.mkdir(PICTURES, { recursive: true });
const dataFolder = await Deno.makeTempDir({ prefix: "sfera-pictures-" });
const box = await startDevelopment({ port: 0, dataFolder, environment: {}, log: () => [] });
const browser = await chromium.launch({
  executablePath: Deno.env.get("CHROMIUM_BIN") ?? "/usr/bin/chromium",
  args: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
try {
  await takeBox(browser, box);
  await takeApp(browser, box);
} finally {
  await browser.close();
  await box.close();
  await Deno.remove(dataFolder, { recursive: true });
}
