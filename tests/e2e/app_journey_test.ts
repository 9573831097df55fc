/** A member's first two days in the Mini App, inside the frame of the box. */
import assert from "node:assert/strict";
import { assertFits } from "./fit.ts";
import {
  browserTest,
  callBox,
  MESSAGES_A_DAY,
  passMidnight,
  startBox,
  useBrowser,
  visit,
} from "./kit.ts";
import { assertTheme, loadsAnew, openInBox } from "./mini_app.ts";
import { type Language, WORDS } from "./words.ts";

useBrowser();

interface Journey {
  language: Language;
  scheme: "light" | "dark";
  width: 320 | 390;
  /** Of the demo members; the name they tell is another one than their account's. */
  member: number;
  name: string;
}

const JOURNEYS: Journey[] = [
  { language: "ru", scheme: "light", width: 390, member: 1002, name: "Маша" },
  { language: "en", scheme: "dark", width: 320, member: 1003, name: "Jim" },
];

for (const journey of JOURNEYS) {
  const { language, scheme, width } = journey;
  browserTest(
    `a member meets Sfera, is known after a restart, reaches the limit and goes on the next day (${language}, ${scheme}, ${width} px)`,
    () => go(journey),
  );
}

async function go({ language, scheme, width, member, name }: Journey): Promise<void> {
  const words = WORDS[language];
  await using box = await startBox();
  await using visitor = await visit({ width: 1280, height: 1000, language, scheme, motion: true });
  const { page } = visitor;
  const app = await openInBox(page, box, { member, words, scheme, width });

  // The first meeting.
  await app.heading(words.greeting).waitFor();
  await app.shows(words.greetingQuestion);
  await app.showsLeft(MESSAGES_A_DAY);
  await assertTheme(app, scheme);
  await assertFits(app, "Home, first meeting");
  await app.ask(words.hello, words.asksName);
  await assertFits(app, "chat");
  await app.ask(name, words.niceToMeet(name));

  // The service is stopped and started on the same store.
  await callBox(box.url, "POST", "/restart");
  await page.reload();
  await app.heading(words.goodAfternoon(name)).waitFor();
  await app.showsLeft(MESSAGES_A_DAY - 2);
  await assertFits(app, "Home, known");
  await app.button(words.write).click();
  await app.thread.getByText(words.niceToMeet(name)).waitFor();
  await app.ask(words.whoAmI, words.nameIs(name));
  await app.ask(words.question, words.demo);

  // The limit: the words stay in the field.
  await app.write(words.lastWords);
  await app.heading(words.limitTitle).waitFor();
  await app.shows(words.limitResets);
  assert.equal(await app.field.inputValue(), words.lastWords);
  assert.equal(await app.thread.getByText(words.lastWords).count(), 0);
  await assertFits(app, "limit");
  await app.button(words.seePlans).click();
  await app.root.getByRole("heading", { name: words.plan, exact: true }).waitFor();
  await app.shows(words.price);
  await assertFits(app, "plans");
  await page.getByRole("button", { name: words.back, exact: true }).click();
  await app.heading(words.limitTitle).waitFor();
  assert.equal(await app.field.inputValue(), words.lastWords);

  // The next day.
  await loadsAnew(app, () => passMidnight(box));
  await app.heading(words.goodNight(name)).waitFor();
  await app.showsLeft(MESSAGES_A_DAY);
  assert.equal(await app.field.inputValue(), words.lastWords);
  await app.ask(words.hello, words.gladToSee(name));
  visitor.assertClean(/status of 402 .*\/api\/chat$/);
}
