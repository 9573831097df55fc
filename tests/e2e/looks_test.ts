/** Every screen at three widths in both themes; with `SHOTS` set, pictures of them go to that folder. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest, MESSAGES_A_DAY, startBox, useBrowser, visit } from "./kit.ts";
import { lookAt, picture } from "./looks.ts";
import { openAlone, openInBox } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const LOOKS = [
  { language: "ru", scheme: "light", member: 1002, name: "Маша" },
  { language: "en", scheme: "dark", member: 1003, name: "Jim" },
] as const;

for (const { language, scheme, member, name } of LOOKS) {
  browserTest(
    `every screen fits and is painted as Telegram's theme says (${language}, ${scheme})`,
    async () => {
      const words = WORDS[language];
      await using box = await startBox();
      await using visitor = await visit({ width: 390, language, scheme, motion: true });
      const { page } = visitor;
      const app = await openAlone(page, box, { member, words, scheme });
      const look = (screen: string) => lookAt(app, page, screen, { language, scheme });

      await app.heading(words.greeting).waitFor();
      await app.showsLeft(MESSAGES_A_DAY);
      await look("home-first");
      await app.ask(words.hello, words.asksName);
      await app.ask(name, words.niceToMeet(name));
      await look("chat");
      await app.goBack();
      await app.heading(words.goodAfternoon(name)).waitFor();
      await look("home-known");
      await app.button(words.write).click();
      await app.ask(words.question, words.demo);
      await app.ask(words.whoAmI, words.nameIs(name));
      await app.write(words.lastWords);
      await app.heading(words.limitTitle).waitFor();
      await look("limit");
      await app.button(words.seePlans).click();
      await app.shows(words.price);
      await look("plans");
      await app.goBack();
      await app.goBack();
      for (const screen of ["memory", "settings"] as const) {
        await app.button(words[screen]).click();
        await app.heading(words[screen]).waitFor();
        await app.root.locator("[aria-busy=true]").waitFor({ state: "detached" });
        await look(screen);
        await app.goBack();
      }
      visitor.assertClean(/status of 402/);
    },
  );
}

for (const { language, scheme, member } of LOOKS) {
  for (const width of [390, 768, 1280]) {
    browserTest(`the page of the box fits ${width} px (${language}, ${scheme})`, async () => {
      await using box = await startBox();
      await using visitor = await visit({ width, height: 800, language, scheme });
      const { page } = visitor;
      const words = WORDS[language];
      const app = await openInBox(page, box, { member, words, scheme });
      await page.getByRole("button", { name: words.bot.start, exact: true }).click();
      await page.getByRole("log").first().getByText(words.bot.greeting).waitFor();
      await assertNoOverflow(page);
      await picture(page, `box-${language}-${scheme}-${width}`);
      if (width === 390) {
        await page.getByRole("button", { name: words.box.app, exact: true }).click();
      }
      await app.heading(words.greeting).waitFor();
      if (width === 390) await picture(page, `box-app-${language}-${scheme}-${width}`);
      await assertNoOverflow(page);
      visitor.assertClean();
    });
  }
}

async function assertNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate<number>(
    "document.documentElement.scrollWidth - document.documentElement.clientWidth",
  );
  assert.equal(overflow, 0);
}
