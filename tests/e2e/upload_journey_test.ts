/** The owner adds a document, a member is answered from it, and taken back it is nowhere any more. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { until } from "../kit/conditions.ts";
import { assertFits } from "./fit.ts";
import { type Box, browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { type MiniApp, openAlone } from "./mini_app.ts";
import { type Language, WORDS } from "./words.ts";

useBrowser();

const OPERATOR = 1001;
const DOCUMENT = `# Правила клуба

## Колибри-стоп

Колибри-стоп это стоп, который ставят сразу за последней свечой. Он короткий, и его задевает шум.

## Янтарный час

Янтарный час это первый час после новостей, когда клуб не открывает сделок.
`;
const QUESTIONS: Record<Language, string> = {
  ru: "Что такое янтарный час?",
  en: "Explain what «янтарный час» is",
};
const NO_INFORMATION = { ru: "у меня нет информации", en: "I have no information" };
const LOOKS = [
  { language: "ru", scheme: "light", member: 1002, width: 390 },
  { language: "en", scheme: "dark", member: 1003, width: 320 },
] as const;

for (const { language, scheme, member, width } of LOOKS) {
  const words = WORDS[language];
  browserTest(
    `the owner adds a file in the app, a member gets it as a source, and undone it is gone (${language})`,
    async () => {
      await using box = await startBox({ messages: 20 });
      await callBox(box.url, "POST", "/language", { member: OPERATOR, language });
      await using owner = await visit({ width, language, scheme });
      await using visitor = await visit({ width, language, scheme });
      const screen = { member: OPERATOR, words, scheme, startParam: "knowledge" };
      const material = await openAlone(owner.page, box, screen);
      await addInTheApp(material, language);
      await assertFits(material, "the material");

      const app = await openAlone(visitor.page, box, { member, words, scheme });
      await isAnswered(app, language);
      await material.button({ ru: "Отменить", en: "Take back" }[language]).click();
      await material.shows({ ru: "Отменено", en: "Taken back" }[language]);
      await isNotKnown(app, language);
      owner.assertClean();
      visitor.assertClean();
    },
  );
}

browserTest("the owner sends the bot a file, and takes it back with its button", async () => {
  const words = WORDS.ru;
  await using box = await startBox({ messages: 20 });
  await using visitor = await visit({ width: 390 });
  await sendToTheBot(box, "pravila.md");
  const added = await botSays(box, /Колибри-стоп/);
  const app = await openAlone(visitor.page, box, { member: 1002, words });
  await isAnswered(app, "ru");
  const button = added.reply_markup!.inline_keyboard[0]![0];
  await callBox(box.url, "POST", "/press", {
    member: OPERATOR,
    messageId: added.message_id,
    button: button!.callback_data,
  });
  await botSays(box, /^Удалила: «Правила клуба»/);
  await isNotKnown(app, "ru");
  visitor.assertClean();
});

/** Chooses a file, and waits until it is there with what came of it. */
async function addInTheApp(app: MiniApp, language: Language): Promise<void> {
  await app.heading({ ru: "Материалы", en: "Material" }[language]).first().waitFor();
  await app.root.locator("input[type=file]").setInputFiles([
    { name: "pravila.md", mimeType: "text/markdown", buffer: Buffer.from(DOCUMENT) },
  ]);
  await app.shows({ ru: /^Добавлен: 2 отрывка$/, en: /^Added: 2 passages$/ }[language]);
  await app.shows({ ru: "Правила клуба", en: "Правила клуба" }[language]);
  await app.root.getByText({ ru: "Что получилось", en: "What came out" }[language]).click();
  await app.shows(/когда клуб не открывает сделок/);
}

async function isAnswered(app: MiniApp, language: Language): Promise<void> {
  await app.write(QUESTIONS[language]);
  await app.answers("когда клуб не открывает сделок");
  const sources = app.root.getByRole("list", { name: app.words.sources });
  await sources.getByRole("button", { name: /Правила клуба/ }).first().click();
  const sheet = app.root.getByRole("dialog", { name: "Правила клуба" });
  await sheet.locator("mark").first().waitFor();
  await sheet.getByRole("button", { name: app.words.close }).click();
  await sheet.waitFor({ state: "detached" });
}

async function isNotKnown(app: MiniApp, language: Language): Promise<void> {
  const lists = app.root.getByRole("list", { name: app.words.sources });
  const before = await lists.count();
  await app.ask(QUESTIONS[language], NO_INFORMATION[language]);
  assert.equal(await lists.count(), before);
}

async function sendToTheBot(box: Box, name: string): Promise<void> {
  const form = new FormData();
  form.set("member", String(OPERATOR));
  form.set("file", new File([DOCUMENT], name, { type: "text/markdown" }));
  const response = await fetch(`${box.url}/box/api/file`, { method: "POST", body: form });
  assert.equal(response.status, 200, await response.text());
}

interface BotMessage {
  message_id: number;
  from: string;
  text?: string;
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] };
}

async function botSays(box: Box, text: RegExp): Promise<BotMessage> {
  return await until(async () => {
    const { messages } = await callBox(box.url, "GET", `/messages?member=${OPERATOR}`) as {
      messages: BotMessage[];
    };
    return messages.findLast((each) => each.from === "bot" && text.test(each.text ?? ""));
  }, `the bot to say ${text}`);
}
