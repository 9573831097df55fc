/** The page of the box in a real browser, with an app built on the real `@twa-dev/sdk` in the frame. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { build } from "vite";
import { buildBoxPage } from "../../../dev/box/build.ts";
import type { BoxDependencies } from "../../../dev/box/ports.ts";
import { noBrowser, startBrowser } from "../../kit/browser.ts";
import { PATIENCE } from "../../kit/conditions.ts";
import { ARTYOM, EMMA } from "./memory_telegram.ts";
import { runBox, type RunningBox } from "./running_box.ts";

let browser: Browser;
let directory: string;

Deno.test.beforeAll(async () => {
  if (noBrowser) return;
  directory = await Deno.makeTempDir();
  await buildBoxPage(`${directory}/box`);
  await build({
    root: fileURLToPath(new URL("fixture", import.meta.url)),
    base: "/app/",
    configFile: false,
    logLevel: "warn",
    build: { outDir: `${directory}/app`, assetsDir: "", emptyOutDir: true },
  });
  browser = await startBrowser();
});

Deno.test.afterAll(async () => {
  if (noBrowser) return;
  await browser.close();
  await Deno.remove(directory, { recursive: true });
});

interface Opened {
  page: Page;
  box: RunningBox;
  app: FrameLocator;
  /** Waits until the app in the frame shows the text. */
  appShows(text: string | RegExp): Promise<void>;
  /** Presses a button of the app in the frame. */
  pressInApp(name: string): Promise<void>;
}

function pageTest(
  name: string,
  body: (opened: Opened) => Promise<void>,
  options: { settings?: Record<string, unknown>; width?: number; deps?: Partial<BoxDependencies> } =
    {},
): void {
  Deno.test({
    name,
    ignore: noBrowser !== undefined,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using box = await runBox({
        page: `${directory}/box`,
        app: serveFixture,
        ...options.deps,
      });
      const context = await browser.newContext({
        viewport: { width: options.width ?? 1280, height: 800 },
      });
      try {
        const page = await context.newPage();
        const broken: string[] = [];
        page.on("pageerror", (error) => broken.push(error.message));
        page.on("console", (line) => line.type() === "error" && broken.push(line.text()));
        page.setDefaultTimeout(PATIENCE);
        await page.addInitScript(
          (kept) => globalThis.localStorage.setItem("box-settings", kept),
          JSON.stringify(options.settings ?? {}),
        );
        await page.goto(box.url);
        const app = page.frameLocator('iframe[title="Sfera"]');
        await body({
          page,
          box,
          app,
          appShows: (text) =>
            app.getByText(text, { exact: typeof text === "string" }).waitFor({ state: "attached" }),
          async pressInApp(label) {
            // Its buttons stand there before its script listens to them.
            await app.getByText(/^start /).first().waitFor();
            await app.getByRole("button", { name: label, exact: true }).click();
          },
        });
        assert.deepEqual(broken, []);
      } finally {
        await context.close();
      }
    },
  });
}

async function serveFixture(path: string): Promise<Response> {
  const type = path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8";
  const file = await Deno.readFile(`${directory}/app/${path || "index.html"}`);
  return new Response(file, { headers: { "content-type": type } });
}

pageTest("the app knows the member, the platform and the palette", async ({ appShows }) => {
  await appShows("Артём ru ios");
  await appShows("start none none");
  await appShows("light #ffffff");
  await appShows("viewport true 390");
});

pageTest("a change of theme reaches the open app", async ({ page, app, appShows }) => {
  await appShows("light #ffffff");
  await app.locator("body").evaluate((body) => body.dataset.untouched = "yes");
  await page.getByRole("button", { name: "OLED" }).click();
  await appShows("dark #000000");
  await page.getByRole("button", { name: "Тёмная" }).click();
  await appShows("dark #18222d");
  assert.equal(await app.locator("body").getAttribute("data-untouched"), "yes");
});

pageTest("Back, Main and Settings buttons reach the app", async ({ page, appShows }) => {
  await page.getByRole("button", { name: "Назад" }).click();
  await appShows("back");
  await page.getByRole("button", { name: "Pay" }).click();
  await appShows("main");
  await page.getByRole("button", { name: "Меню приложения" }).click();
  await page.getByRole("button", { name: "Настройки" }).click();
  await appShows("settings");
});

pageTest("a popup answers with its button, or with nothing", async (opened) => {
  const { page, pressInApp, appShows } = opened;
  await pressInApp("Popup");
  const popup = page.getByRole("alertdialog", { name: "Delete" });
  await popup.getByRole("button", { name: "Delete" }).click();
  await appShows("popup yes");
  await pressInApp("Popup");
  await popup.getByRole("button", { name: "Отмена" }).press("Escape");
  await appShows("popup null");
});

pageTest("insets follow the platform, the bar of buttons and full screen", async (opened) => {
  const { page, pressInApp, appShows } = opened;
  await appShows("safe 0 0 content 0 0");
  await pressInApp("Full screen");
  await appShows("fullscreen true");
  await appShows("safe 50 0 content 46 0");
  await appShows("viewport true 390");
  await page.getByRole("button", { name: "320" }).click();
  await appShows("viewport true 320");
});

pageTest("a start parameter reaches the app, and is gone from the next launch", async (opened) => {
  const { page, appShows } = opened;
  const field = page.getByRole("textbox", { name: "Сообщение боту" });
  await page.getByRole("button", { name: "Начать" }).click();
  await field.fill("t.me/sfera_demo_bot?startapp=plans");
  await field.press("Enter");
  await appShows("start plans plans");
  await page.getByRole("button", { name: "Sfera", exact: true }).click();
  await appShows("start none none");
});

pageTest("storage, write access and the clipboard answer as in Telegram", async (opened) => {
  const { page, pressInApp, appShows } = opened;
  await pressInApp("Store");
  await appShows("stored null hello");
  await pressInApp("Write access");
  await page.getByRole("alertdialog").getByRole("button", { name: "Разрешить" }).click();
  await appShows("write true");
  await pressInApp("Clipboard");
  await appShows("clipboard null");
});

pageTest("an event that Telegram does not know is listed, not thrown", async (opened) => {
  const { page, pressInApp, appShows } = opened;
  await appShows("start none none");
  await pressInApp("Unknown event");
  await page.getByRole("button", { name: /^События, \d+ \(неизвестное: 1\)$/ }).click();
  await page.getByText("web_app_dance").waitFor();
});

pageTest("a closed app leaves a button that opens it again", async (opened) => {
  const { page, pressInApp, appShows } = opened;
  await pressInApp("Leave");
  await page.getByRole("button", { name: "Открыть снова" }).click();
  await appShows("Артём ru ios");
});

pageTest("a link of the app to the bot starts the chat", async (opened) => {
  const { page, pressInApp } = opened;
  await pressInApp("Telegram link");
  await page.getByRole("log").getByText("/start CLUB20").waitFor();
});

pageTest("a move of the clock shows in the chat and signs the app in anew", async (opened) => {
  const { page, box, app, appShows } = opened;
  await appShows("start none none");
  await app.locator("body").evaluate((body) => body.dataset.untouched = "yes");
  await page.getByRole("button", { name: "+3 дня" }).click();
  await page.getByRole("log").getByText("Часы: +3 дня").waitFor();
  await app.locator("body:not([data-untouched])").getByText("start none none").waitFor();
  assert.deepEqual(box.calls, ["sweeps at offset 259200000"]);
  const url = await page.getByTitle("Sfera").getAttribute("src");
  const launched = new URLSearchParams(new URL(url ?? "").hash.slice(1));
  const signed = new URLSearchParams(launched.get("tgWebAppData") ?? "");
  assert.equal(Number(signed.get("auth_date")), box.deps.clock.now() / 1000);
});

pageTest("the clock cannot be moved beside a real key", async ({ page }) => {
  await page.getByRole("button", { name: "+3 дня" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "+3 дня" }).isDisabled(), true);
}, { deps: { realKeys: ["CRYPTOMUS_PAYMENT_KEY"] } });

pageTest("beside a real bot the page sends people to Telegram", async ({ page }) => {
  await page.getByText("Подключён настоящий бот: пиши ему в Telegram.").waitFor();
  await page.getByRole("button", { name: "EN" }).click();
  await page.getByText("A real bot is connected: open the app in Telegram.").waitFor();
  await page.getByText("Telegram, real").waitFor();
}, {
  deps: {
    telegram: undefined,
    services: [{ name: "telegram", mode: "real" }],
    realKeys: ["BOT_TOKEN"],
  },
});

pageTest("the language is the member's: the page, the app and the bot follow", async (opened) => {
  const { page, box, appShows } = opened;
  await page.getByRole("button", { name: "EN" }).click();
  await appShows("Артём en ios");
  await page.getByRole("button", { name: "Back" }).waitFor();
  assert.equal(box.telegram.members()[0]?.language_code, "en");
  await page.getByLabel("Member").selectOption(String(EMMA.id));
  await appShows("Emma en ios");
});

pageTest("a conversation with buttons, answers, edits and formatting", async ({ page, box }) => {
  const log = page.getByRole("log");
  await page.getByRole("button", { name: "Начать" }).click();
  await log.getByText("echo: /start").waitFor();
  const message = box.telegram.write(ARTYOM.id, {
    text: "Pro and <b>more</b>",
    entities: [{ type: "bold", offset: 0, length: 3 }],
    reply_markup: {
      inline_keyboard: [[{ text: "Plans", callback_data: "plans" }, {
        text: "Sure?",
        callback_data: "alert",
      }]],
    },
  });
  assert.equal(await log.locator("b").innerText(), "Pro");
  await log.getByText("and <b>more</b>").waitFor();
  await log.getByRole("button", { name: "Plans" }).click();
  await page.getByRole("status").getByText("pressed plans").waitFor();
  await log.getByRole("button", { name: "Sure?" }).click();
  const alert = page.getByRole("dialog");
  await alert.getByText("pressed alert").waitFor();
  await alert.getByRole("button", { name: "Закрыть" }).click();
  box.telegram.edit(ARTYOM.id, message, "Changed");
  await log.getByText("изменено").waitFor();
  box.telegram.setTyping(true);
  await page.getByText("печатает…").waitFor();
  box.telegram.setTyping(false);
  await page.getByRole("button", { name: "Заблокировать бота" }).click();
  await page.getByText("Бот заблокирован и не может писать сюда.").waitFor();
});

pageTest("faults are switched on and off by hand", async ({ page, box }) => {
  await page.getByRole("button", { name: "Сбои: нет" }).click();
  await page.getByRole("button", { name: "Всегда" }).click();
  await page.getByRole("button", { name: "429, ждать 5 с" }).click();
  await page.getByRole("button", { name: "Сбои: 1" }).waitFor();
  assert.deepEqual(box.deps.faults.telegram?.list(), [
    { kind: "status", status: 429, retryAfterSeconds: 5, times: Infinity },
  ]);
  await page.getByRole("button", { name: "Голос: обрыв" }).waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Один раз" }).click();
  await page.getByRole("button", { name: "Gemini" }).click();
  await page.getByRole("button", { name: "Голос: обрыв" }).click();
  await page.getByRole("button", { name: "Сбои: 2" }).waitFor();
  assert.deepEqual(box.deps.faults.gemini?.list(), [
    { kind: "drop", match: "live:talk", times: 1 },
  ]);
  await page.getByRole("button", { name: "Убрать все" }).click();
  await page.getByRole("button", { name: "Сбои: нет" }).waitFor();
});

pageTest("on a phone the chat and the app are tabs, and nothing is wider than the screen", async (
  { page, appShows },
) => {
  assert.equal(await page.getByRole("log").isVisible(), true);
  await page.getByRole("button", { name: "Приложение", exact: true }).click();
  await page.getByRole("log").waitFor({ state: "hidden" });
  await appShows("viewport true 390");
  const overflow = await page.locator("html").evaluate((html) =>
    html.scrollWidth - html.clientWidth
  );
  assert.equal(overflow, 0);
}, { width: 390 });
