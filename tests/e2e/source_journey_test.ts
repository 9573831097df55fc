/** A member asks, looks at the source, corrects what is remembered, and erases everything. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertFits } from "./fit.ts";
import { type Box, browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { picture } from "./looks.ts";
import { loadsAnew, type MiniApp, openInBox } from "./mini_app.ts";
import { type Language, WORDS, type Words } from "./words.ts";

useBrowser();

interface Journey {
  language: Language;
  scheme: "light" | "dark";
  width: 320 | 390;
  member: number;
}

const JOURNEYS: Journey[] = [
  { language: "ru", scheme: "light", width: 390, member: 1002 },
  { language: "en", scheme: "dark", width: 320, member: 1003 },
];

for (const journey of JOURNEYS) {
  const { language, scheme, width } = journey;
  browserTest(
    `a member asks, opens the source, corrects a fact, and erases everything with a receipt (${language}, ${scheme}, ${width} px)`,
    () => go(journey),
  );
}

async function go({ language, scheme, width, member }: Journey): Promise<void> {
  const words = WORDS[language];
  await using box = await startBox({
    messages: 20,
    guides: ["stop-loss.md", "tilt.md", "fees.md"],
  });
  await using visitor = await visit({ width: 1280, height: 1000, language, scheme });
  const { page } = visitor;
  const app = await openInBox(page, box, { member, words, scheme, width });
  await app.heading(words.greeting).waitFor();

  await askAndOpenTheSource(app, words);
  await page.reload();
  await app.button(words.write).click();
  await app.root.getByRole("list", { name: words.sources }).waitFor();

  await app.ask(words.tellsFact, words.factNoted);
  await page.getByRole("button", { name: words.back, exact: true }).click();
  await app.button(words.memory).waitFor();
  await loadsAnew(app, () => callBox(box.url, "POST", "/clock", { advance: "1d" }));
  await correctTheFact(app, words);
  await eraseEverything(app, page, words);
  await picture(page, `receipt-${language}-${scheme}-${width}`);
  await nothingIsKnown(app, box, member, words);
  // Moving the clock by a day ends the session, which the next request renews.
  visitor.assertClean(/status of 401 .*\/api\//);
}

/** The answer names its guide; the guide opens with the quoted words in their place. */
async function askAndOpenTheSource(app: MiniApp, words: Words): Promise<void> {
  await app.write(words.asksGuide);
  const sources = app.root.getByRole("list", { name: words.sources });
  await sources.getByRole("button", { name: words.guideTitle }).first().click();
  const sheet = app.root.getByRole("dialog");
  await sheet.getByRole("heading", { name: words.guideTitle }).waitFor();
  const quote = (await sheet.locator("mark").first().textContent())!;
  assert.match(quote, /стоп/i);
  await assertFits(app, "source");
  await sheet.getByText("stop-loss.md").waitFor();
  await sheet.getByRole("button", { name: words.close }).click();
  await sheet.waitFor({ state: "detached" });
}

/** What was said is there with its sentence; corrected, the old form stays with its last day. */
async function correctTheFact(app: MiniApp, words: Words): Promise<void> {
  await app.button(words.memory).click();
  const fact = app.root.getByRole("listitem").filter({ hasText: words.fact });
  await fact.getByRole("button", { name: words.factFrom }).click();
  await fact.getByRole("button", { name: words.tellsFact }).waitFor();
  await assertFits(app, "memory");
  await fact.getByRole("button", { name: words.factActions }).click();
  await fact.getByRole("button", { name: words.factEdit }).click();
  await app.root.getByRole("textbox", { name: words.factWords }).fill(words.factNew);
  await app.button(words.save).click();
  const corrected = app.root.getByRole("listitem").filter({ hasText: words.factNew });
  await corrected.getByText(words.factWas).waitFor();
  assert.match((await corrected.locator("s").textContent())!, words.fact);
  await assertFits(app, "memory, corrected");
}

async function eraseEverything(app: MiniApp, page: Page, words: Words): Promise<void> {
  await app.button(words.eraseAll).click();
  await app.root.getByRole("dialog").getByRole("button", { name: words.eraseAll }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: words.eraseYes }).click();
  await app.heading(words.erased).waitFor();
  await app.shows(words.nothingLeft);
  await assertFits(app, "receipt");
}

/** Whoever comes after an erasure is met for the first time. */
async function nothingIsKnown(
  app: MiniApp,
  box: Box,
  member: number,
  words: Words,
): Promise<void> {
  await app.button(words.beginAnew).click();
  await app.heading(words.greeting).waitFor();
  await app.button(words.memory).click();
  await app.shows(words.nothingYet);
  const { messages } = await callBox(box.url, "GET", `/messages?member=${member}`) as {
    messages: unknown[];
  };
  assert.deepEqual(messages, []);
}
