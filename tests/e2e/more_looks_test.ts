/** Answers with sources and cards, what is remembered, the material and the lessons, as they look. */
import { Buffer } from "node:buffer";
import { browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { lookAt } from "./looks.ts";
import { type MiniApp, openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const TEXTS = {
  ru: {
    price: "Курс биткоина",
    weather: "Какая погода в Казани",
    video: "Видео про стоп-лосс",
    plan: "Мне нужен план после тильта",
    proposes: "Предлагаю план",
    begin: "Начать",
    started: "Идём по плану",
    help: "Не хочу больше жить",
    open: "Инкогнито",
    lessons: "Уроки",
    course: /^Начать курс|^Продолжить/,
    answer: "Твой ответ",
    send: "Ответить",
    notYet: "Пока не зачтено",
    passed: "Зачтено",
    right: "1R равен 30 USDT, один процент от 3000: сумма, которую потеряешь, если идея не " +
      "сработает. Размер позиции это стоимость всей позиции.",
    added: /^Добавлен: /,
    actions: "Вернуть прежнюю версию",
  },
  en: {
    price: "What is the price of bitcoin?",
    weather: "What is the weather in London?",
    video: "Show me a video about stop-loss",
    plan: "I need a plan after tilt",
    proposes: "I suggest a plan",
    begin: "Start",
    started: "We follow the plan",
    help: "I want to die",
    open: "Incognito",
    lessons: "Lessons",
    course: /^Start the course|^Continue/,
    answer: "Your answer",
    send: "Answer",
    notYet: "Not yet",
    passed: "Passed",
    right: "1R is 30 USDT, one per cent of 3000: the sum you lose if the idea fails. Position " +
      "size is the value of the whole position.",
    added: /^Added: /,
    actions: "Bring back the version before",
  },
};
const LOOKS = [
  { language: "ru", scheme: "light", member: 1001 },
  { language: "en", scheme: "dark", member: 1001 },
] as const;

for (const { language, scheme, member } of LOOKS) {
  const words = WORDS[language], texts = TEXTS[language];
  const open = async () => {
    const box = await startBox({ messages: 20, guides: ["stop-loss.md", "tilt.md", "fees.md"] });
    await callBox(box.url, "POST", "/language", { member, language });
    const visitor = await visit({ width: 390, height: 740, language, scheme, motion: true });
    const app = await openAlone(visitor.page, box, { member, words, scheme });
    const look = (screen: string) => lookAt(app, visitor.page, screen, { language, scheme });
    return { box, visitor, page: visitor.page, app, look };
  };

  browserTest(`answers with sources and cards fit (${language}, ${scheme})`, async () => {
    const { box, visitor, app, page, look } = await open();
    await using _box = box;
    await using _visitor = visitor;
    await app.write(words.asksGuide);
    const sources = app.root.getByRole("list", { name: words.sources });
    await sources.getByRole("button").first().waitFor();
    await app.button(words.send).waitFor();
    await look("sources");
    await sources.getByRole("button").first().click();
    await app.root.getByRole("dialog").locator("mark").first().waitFor();
    await look("source");
    await closeSheet(app);
    for (const question of [texts.weather, texts.price, texts.video] as const) {
      const known = await app.thread.locator(".card").count();
      await app.write(question);
      await app.thread.locator(".card").nth(known).waitFor();
      await app.button(words.send).waitFor();
    }
    await look("cards");
    await app.ask(texts.plan, texts.proposes);
    await look("care-plan-proposed");
    await app.button(texts.begin).click();
    await app.answers(texts.started);
    await look("care-plan-started");
    await app.write(texts.help);
    await app.thread.locator(".emergency").waitFor();
    await app.button(words.send).waitFor();
    await look("emergency");
    await page.reload();
    await app.goBack();
    await app.button(words.memory).click();
    await app.root.getByRole("switch", { name: texts.open }).click();
    await app.goBack();
    await look("incognito-home");
    await app.button(words.write).click();
    await look("incognito");
    visitor.assertClean();
  });

  browserTest(`what is remembered and its sheets fit (${language}, ${scheme})`, async () => {
    const { box, visitor, app, look } = await open();
    await using _box = box;
    await using _visitor = visitor;
    await app.ask(words.tellsFact, words.factNoted);
    await app.goBack();
    await app.button(words.memory).click();
    const fact = app.root.getByRole("listitem").filter({ hasText: words.fact });
    await fact.getByRole("button", { name: words.factFrom }).click();
    await fact.getByRole("button", { name: words.factActions }).click();
    await look("memory-fact");
    await fact.getByRole("button", { name: words.factEdit }).click();
    await look("memory-edit");
    await app.root.getByRole("textbox", { name: words.factWords }).fill(words.factNew);
    await app.button(words.save).click();
    await app.shows(words.factWas);
    await app.root.getByRole("dialog").waitFor({ state: "detached" });
    await look("memory-corrected");
    await app.button(words.eraseAll).click();
    await look("erase");
    visitor.assertClean();
  });

  browserTest(`the material and the lessons fit (${language}, ${scheme})`, async () => {
    const { box, visitor, app, page, look } = await open();
    await using _box = box;
    await using _visitor = visitor;
    await app.button(words.settings).click();
    await app.heading(words.settings).waitFor();
    await look("settings-operator");
    await app.root.locator("button", { hasText: /Материалы|Material/ }).click();
    const file = (name: string, text: string) => ({
      name,
      mimeType: "text/markdown",
      buffer: Buffer.from(text),
    });
    await app.root.locator("input[type=file]").setInputFiles([
      file("club-rules.md", "# Правила клуба\n\n## Янтарный час\n\nПервый час после новостей."),
      file("empty.md", ""),
    ]);
    await app.shows(texts.added);
    await look("knowledge");
    await app.root.getByRole("button", { name: /club-rules\.md/ }).last().click();
    await app.root.getByRole("dialog").waitFor();
    await look("knowledge-document");
    await closeSheet(app);
    await app.goBack();
    await app.heading(words.settings).waitFor();
    await app.goBack();

    await app.button(new RegExp(`^${texts.lessons}`)).click();
    await app.button(texts.course).first().waitFor();
    await look("lessons");
    await app.button(texts.course).first().click();
    const field = app.root.getByRole("textbox", { name: texts.answer });
    await field.waitFor();
    await look("lesson");
    await page.locator("figure img").scrollIntoViewIfNeeded();
    await page.waitForFunction("document.querySelector('figure img').naturalWidth > 0");
    await look("lesson-picture");
    for (const [said, heard] of [["42", texts.notYet], [texts.right, texts.passed]] as const) {
      await field.fill(said);
      await app.button(texts.send).click();
      await app.shows(heard);
      await app.root.getByText(heard).last().scrollIntoViewIfNeeded();
      await look(said === "42" ? "lesson-not-yet" : "lesson-passed");
    }
    await app.goBack();
    await look("lessons-one-passed");
    visitor.assertClean();
  });
}

/** Telegram's Back closes what lies on top; the page below takes nothing until it is gone. */
async function closeSheet(app: MiniApp): Promise<void> {
  await app.goBack();
  await app.root.getByRole("dialog").waitFor({ state: "detached" });
}
