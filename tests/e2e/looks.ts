/** A screen as it looks at three widths; with `SHOTS` set, pictures go to that folder. */
import type { FrameLocator, Page } from "playwright-core";
import { assertFits } from "./fit.ts";
import { assertTheme, type MiniApp } from "./mini_app.ts";

const SIZES = [
  { width: 320, height: 568 },
  { width: 390, height: 740 },
  { width: 1280, height: 800 },
];

/** The screen fits each width and is painted as Telegram's theme says; it ends at 390 px. */
export async function lookAt(
  app: MiniApp,
  page: Page,
  screen: string,
  { language, scheme }: { language: "ru" | "en"; scheme: "light" | "dark" },
): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await assertTheme(app, scheme);
    await standStill(page);
    await picture(page, `${screen}-${language}-${scheme}-${size.width}`);
    await assertFits(app, `${screen}, ${size.width} px`);
  }
  await page.setViewportSize(SIZES[1]!);
}

/** Takes a picture where pictures are asked for, once everything has faded in. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = Deno.env.get("SHOTS");
  if (!folder) return;
  await standStill(page);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** Waits for everything that moves once. */
export async function standStill(root: Page | FrameLocator): Promise<void> {
  await root.locator("html").evaluate<void, unknown>(
    "Promise.all(document.getAnimations().filter((one) => " +
      "one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})))",
  );
}
