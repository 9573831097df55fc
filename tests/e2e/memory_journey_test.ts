/** A member looks at what is remembered, changes it, talks without a trace, and erases it all. */
import assert from "node:assert/strict";
import { assertFits } from "./fit.ts";
import { browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { standStill } from "./looks.ts";
import { loadsAnew, type MiniApp, openInBox } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const HOME = "Я живу в Казани.", PLAN = "До конца месяца торгую только по утрам.";
const SECRET = "Это между нами";

/** The row of a fact, by some of its words. */
const factOf = (app: MiniApp, words: string) =>
  app.root.getByRole("listitem").filter({ hasText: words });

/** Waits until a sheet has risen: measured on its way, what is in it is off by fractions. */
async function standsStill(app: MiniApp): Promise<void> {
  await app.root.getByRole("dialog").waitFor();
  await standStill(app.root);
}

browserTest(
  "a member sees where a memory comes from, corrects it, deletes it and brings it back",
  async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 1280, height: 1000, language: "ru" });
    const { page } = visitor;
    const words = WORDS.ru;
    const app = await openInBox(page, box, { member: 1002, words });
    const back = () => page.getByRole("button", { name: words.back, exact: true }).click();
    await app.heading(words.greeting).waitFor();
    for (const said of [HOME, PLAN]) {
      await app.write(said);
      await app.button(words.send).waitFor();
      await app.thread.locator("[aria-busy]").waitFor({ state: "detached" });
    }
    await back();
    await app.showsLeft(2);
    // The talk is over, and what was said about oneself is drawn from it.
    await loadsAnew(app, () => callBox(box.url, "POST", "/clock", { advance: "2h" }));
    await app.button(words.memory).click();
    await factOf(app, "до ").first().waitFor();
    await assertFits(app, "memory");

    // The sentence it comes from, in place and in the conversation.
    const plan = factOf(app, "по утрам");
    await plan.getByRole("button", { name: "откуда" }).click();
    await plan.getByText(PLAN).waitFor();
    await plan.getByRole("button", { name: "Показать в переписке" }).click();
    await app.thread.getByText(PLAN, { exact: true }).waitFor();
    await back();

    // Corrected: the new words stand, the old ones below.
    const home = factOf(app, "Казан");
    await home.getByRole("button", { name: "Действия" }).click();
    await home.getByRole("button", { name: "Изменить" }).click();
    await standsStill(app);
    await assertFits(app, "the sheet");
    await app.root.getByRole("textbox", { name: "Запись" }).fill("Живёт в Самаре");
    await app.button("Сохранить").click();
    await factOf(app, "Живёт в Самаре").getByText("Раньше, до").waitFor();
    await app.root.getByRole("dialog").waitFor({ state: "detached" });

    // Deleted and brought back, also after the page is loaded anew.
    const samara = factOf(app, "Живёт в Самаре");
    await samara.getByRole("button", { name: "Действия" }).click();
    await samara.getByRole("button", { name: "Удалить" }).click();
    await samara.waitFor({ state: "detached" });
    await app.button("Вернуть").click();
    await samara.waitFor();
    await page.reload();
    await app.button(words.memory).click();
    await factOf(app, "Живёт в Самаре").waitFor();

    // What was said is found too.
    await app.root.getByRole("searchbox").fill("утрам");
    await app.heading("Сказано").waitFor();
    await app.shows(/^Ты, /);
    visitor.assertClean();
  },
);

browserTest(
  "what is said incognito is charged and nowhere else, and an erasure leaves a new member",
  async () => {
    await using box = await startBox();
    await using visitor = await visit({ width: 1280, height: 1000, language: "ru" });
    const { page } = visitor;
    const words = WORDS.ru;
    const app = await openInBox(page, box, { member: 1002, words });
    const back = () => page.getByRole("button", { name: words.back, exact: true }).click();
    await app.heading(words.greeting).waitFor();
    await app.ask(words.hello, words.asksName);
    await back();

    await app.button(words.memory).click();
    await app.shows("Пока ничего");
    await app.root.getByRole("switch", { name: "Инкогнито" }).click();
    await back();
    await app.write(SECRET);
    await app.thread.locator(".hers:not([aria-busy])").waitFor();
    await assertFits(app, "incognito");
    await app.button("Выключить").click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Выключить" }).click();
    await app.thread.getByText(words.asksName).waitFor();
    assert.equal(await app.root.getByText(SECRET).count(), 0);
    await back();
    await app.showsLeft(2);

    // Settings speak another language at once, and still do after the page is loaded anew.
    await app.button(words.settings).click();
    await app.root.getByRole("radio", { name: "English" }).check();
    await app.heading("Settings").waitFor();
    await page.reload();
    await app.button("Settings").click();
    await app.heading("Settings").waitFor();
    await assertFits(app, "settings");
    await app.root.getByRole("radio", { name: "As in Telegram" }).check();
    await app.heading("Настройки").waitFor();

    // The file with everything does not hold what was said incognito.
    await app.button(/^Память/).click();
    await app.button("Скачать всё обо мне").click();
    const link = app.root.getByRole("link", { name: /^Сохранить файл/ });
    const file = await (await fetch((await link.getAttribute("href"))!)).text();
    assert.ok(file.includes(words.asksName) && !file.includes(SECRET));

    await app.button("Стереть всё").click();
    await standsStill(app);
    await assertFits(app, "before the erasure");
    await app.root.getByRole("dialog").getByRole("button", { name: "Стереть всё" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Стереть" }).click();
    await app.heading("Всё стёрто").waitFor();
    await app.shows("Проверила: ничего не осталось");
    await assertFits(app, "the receipt");
    await app.button("Начать заново").click();
    await app.heading(words.greeting).waitFor();
    await app.button(words.write).click();
    await app.shows("Здесь будет наш разговор");
    visitor.assertClean();
  },
);
