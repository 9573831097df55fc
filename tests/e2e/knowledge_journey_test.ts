/** A keeper adds a document, asks about it, and opens the very words that the answer relied on. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { assertFits } from "./fit.ts";
import { browserTest, startBox, useBrowser, visit } from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const KEEPER = 1001, ANOTHER = 1002;
const SENTENCE = "Колибри-стоп это стоп, который ставят сразу за последней свечой.";
const DOCUMENT = `# Словарь клуба

## Колибри-стоп

Колибри-стоп это стоп, который ставят
сразу за **последней свечой**. Он короткий, и его часто задевает.
`;

const file = (name: string, text: string) => ({
  name,
  mimeType: "text/markdown",
  buffer: Buffer.from(text),
});

browserTest("what is added to the material is answered from, and shown in its place", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390, language: "ru" });
  const { page } = visitor;
  const words = WORDS.ru;
  const screen = { member: KEEPER, words, startParam: "knowledge" };
  const app = await openAlone(page, box, screen);
  await app.heading("Материалы").waitFor();
  await page.locator("input[type=file]").setInputFiles([
    file("slovar.md", DOCUMENT),
    file("empty.md", ""),
  ]);
  await app.shows("Добавлен: 1 отрывок");
  await app.shows("Файл пустой.");
  await assertFits(app, "the material");

  await app.goBack();
  await app.write("Объясни, что такое колибри-стоп");
  const chip = app.button("1 Словарь клуба · Колибри-стоп");
  await chip.waitFor();
  await page.reload();
  await chip.click();
  const sheet = page.getByRole("dialog", { name: "Словарь клуба" });
  await sheet.locator("mark").first().waitFor();
  assert.ok((await sheet.locator("mark").allInnerTexts()).join("").includes(SENTENCE));
  await sheet.getByText("Файл «slovar.md»").waitFor();
  await assertFits(app, "the source");
  await app.button("Обсудить это").click();
  await sheet.waitFor({ state: "detached" });
  assert.match(await app.field.inputValue(), /«Колибри-стоп» из «Словарь клуба»/);
  visitor.assertClean();
});

browserTest("who does not look after the material is not shown it", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390, language: "ru" });
  const words = WORDS.ru;
  const app = await openAlone(visitor.page, box, {
    member: ANOTHER,
    words,
    startParam: "knowledge",
  });
  await app.heading("Материалы ведёт владелец").waitFor();
  assert.equal(await app.button("Добавить файлы").count(), 0);
  visitor.assertClean();
});
