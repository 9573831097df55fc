/** The Mini App as a member uses it: in the frame of the box, or alone as Telegram opens it. */
import assert from "node:assert/strict";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { launchUrl } from "../../dev/box/page/launch.ts";
import { THEMES } from "../../dev/box/page/theme.ts";
import { callBox } from "./kit.ts";
import type { Words } from "./words.ts";

/** What a member does in the Mini App, and where to look for what it shows. */
export class MiniApp {
  readonly field: Locator;
  readonly thread: Locator;

  constructor(readonly root: Page | FrameLocator, readonly words: Words) {
    this.field = root.getByRole("textbox", { name: words.message, exact: true });
    this.thread = root.getByRole("log", { name: words.conversation });
  }

  button(name: string | RegExp): Locator {
    return this.root.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string): Locator {
    return this.root.getByRole("heading", { name });
  }

  /** Waits until the text is to be seen, whole or as part of a line. */
  async shows(text: string | RegExp): Promise<void> {
    try {
      await this.root.getByText(text).last().waitFor();
    } catch (error) {
      const shown = await this.root.locator("body").innerText().catch(() => "nothing to be read");
      throw new Error(`expected ${text} on the screen, which showed:\n${shown}`, { cause: error });
    }
  }

  /** Waits until the top of Home says how many messages are left. */
  async showsLeft(count: number): Promise<void> {
    await this.button(new RegExp(`^${this.words.left(count)} `)).waitFor();
  }

  /** Writes and sends, without waiting for the answer. */
  async write(text: string): Promise<void> {
    await this.field.fill(text);
    await this.button(this.words.send).click();
  }

  /** Writes, waits for an answer that holds the text, and until the next message can be sent. */
  async ask(text: string, answer: string): Promise<void> {
    await this.write(text);
    await this.answers(answer);
  }

  /** Waits for an answer that holds the text and is over. */
  async answers(text: string): Promise<void> {
    await this.thread.getByText(text).last().waitFor();
    await this.button(this.words.send).waitFor();
  }

  /** Presses Telegram's Back button, as the apps of Telegram do; for an app opened alone. */
  async goBack(): Promise<void> {
    await this.root.locator("body").evaluate<void, unknown>(
      `Telegram.WebView.receiveEvent("back_button_pressed")`,
    );
  }

  /** What the browser makes of a colour of the page, such as `rgb(24, 34, 45)`. */
  async colour(property: "backgroundColor" | "color"): Promise<string> {
    return await this.root.locator("body").evaluate<string, unknown>(
      `getComputedStyle(document.body).${property}`,
    );
  }
}

/** `#18222d` as a browser writes computed colours. */
export function rgb(hex: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgb(${red}, ${green}, ${blue})`;
}

/** The theme of Telegram is the page's: its ground, its text, its scheme. */
export async function assertTheme(app: MiniApp, scheme: "light" | "dark"): Promise<void> {
  const theme = THEMES[scheme];
  assert.equal(await app.colour("backgroundColor"), rgb(theme.bg_color!));
  assert.equal(await app.colour("color"), rgb(theme.text_color!));
  assert.equal(await app.root.locator("html").getAttribute("data-scheme"), scheme);
}

/** Opens the Mini App for a member in the whole page, launched as by Telegram. */
export async function openAlone(
  page: Page,
  box: { url: string },
  options: { member: number; words: Words; scheme?: "light" | "dark"; startParam?: string },
): Promise<MiniApp> {
  const { member, words, scheme = "light", startParam } = options;
  const query = startParam ? `&startParam=${startParam}` : "";
  const { initData } = await callBox(box.url, "GET", `/init-data?member=${member}${query}`) as {
    initData: string;
  };
  await page.goto(launchUrl({
    url: "/app/",
    initData,
    platform: "ios",
    theme: THEMES[scheme],
    startParam,
  }, box.url));
  return new MiniApp(page, words);
}

/**
 * Does what has the box load the app in its frame anew, such as moving the clock, and waits until it
 * has: a tap before that would be in the app that goes.
 */
export async function loadsAnew(app: MiniApp, does: () => Promise<unknown>): Promise<void> {
  await app.root.locator("html").evaluate("document.documentElement.dataset.before = ''");
  await does();
  await app.root.locator("html:not([data-before])").waitFor({ state: "attached" });
}

/** Opens the page of the box with a member chosen, and answers the app in its frame. */
export async function openInBox(
  page: Page,
  box: { url: string },
  options: { member: number; words: Words; scheme?: "light" | "dark"; width?: 320 | 390 | 430 },
): Promise<MiniApp> {
  const { member, words, scheme = "light", width = 390 } = options;
  const settings = JSON.stringify({ member, theme: scheme, platform: "ios", width });
  await page.addInitScript({
    content: `if (parent === window && !localStorage.getItem("box-settings")) {
      localStorage.setItem("box-settings", ${JSON.stringify(settings)});
    }`,
  });
  await page.goto(box.url);
  return new MiniApp(page.frameLocator('iframe[title="Sfera"]'), words);
}
