/** The same two days by the bot, in the chat of the box. */
import type { Page } from "playwright-core";
import { browserTest, callBox, passMidnight, startBox, useBrowser, visit } from "./kit.ts";
import { openInBox } from "./mini_app.ts";
import { type Language, WORDS, type Words } from "./words.ts";

useBrowser();

interface Journey {
  language: Language;
  scheme: "light" | "dark";
  member: number;
  name: string;
}

const JOURNEYS: Journey[] = [
  { language: "ru", scheme: "dark", member: 1001, name: "Тёма" },
  { language: "en", scheme: "light", member: 1004, name: "Lily" },
];

for (const journey of JOURNEYS) {
  const { language, scheme } = journey;
  browserTest(
    `the bot greets, asks for a name, knows it after a restart, names the limit and goes on the next day (${language}, ${scheme})`,
    () => go(journey),
  );
}

async function go({ language, scheme, member, name }: Journey): Promise<void> {
  const words = WORDS[language];
  await using box = await startBox();
  await using visitor = await visit({ width: 1280, height: 900, language, scheme });
  const { page } = visitor;
  const app = await openInBox(page, box, { member, words, scheme });
  const chat = botChat(page, words);

  // The first meeting.
  await page.getByRole("button", { name: words.bot.start, exact: true }).click();
  await chat.shows(words.bot.greeting);
  await chat.ask(words.hello, words.asksName);
  await chat.ask(name, words.niceToMeet(name));

  // The service is stopped and started on the same store.
  await callBox(box.url, "POST", "/restart");
  await chat.ask("/start", words.bot.welcomeBack(name));
  await chat.ask(words.whoAmI, words.nameIs(name));
  await chat.ask(words.question, words.demo);

  // The limit, and the way to the plans.
  await chat.ask(words.lastWords, words.bot.limit);
  await chat.button(words.seePlans).click();
  await app.root.getByRole("heading", { name: words.plan, exact: true }).waitFor();
  await app.shows(words.price);

  // The next day. What was said to the bot is in the app too.
  await passMidnight(box);
  await chat.ask(words.hello, words.gladToSee(name));
  await app.button(words.write).click();
  await app.thread.getByText(words.nameIs(name)).waitFor();
  visitor.assertClean();
}

/** The chat of the box: every answer is waited for as one more message than there was. */
function botChat(page: Page, words: Words) {
  const log = page.getByRole("log").first();
  const holding = (text: string) => log.getByRole("listitem").filter({ hasText: text });
  const shows = (text: string) => holding(text).last().waitFor();
  return {
    shows,
    button: (name: string) => log.getByRole("button", { name }).last(),
    async ask(text: string, answer: string) {
      const before = await holding(answer).count();
      const field = page.getByRole("textbox", { name: words.bot.message });
      await field.fill(text);
      await page.getByRole("button", { name: words.bot.send }).click();
      await holding(answer).nth(before).waitFor();
    },
  };
}
