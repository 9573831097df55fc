/** Who speaks of harming themself is shown whom to call: first, always, and wherever they write. */
import assert from "node:assert/strict";
import { until } from "../kit/conditions.ts";
import { assertFits } from "./fit.ts";
import { browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { type MiniApp, openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const LOOKS = [
  {
    language: "ru",
    scheme: "light",
    member: 1002,
    width: 390,
    said: "Слил всё. Не хочу больше жить.",
    comfort: "Мне очень жаль",
  },
  {
    language: "en",
    scheme: "dark",
    member: 1003,
    width: 320,
    said: "I lost it all. I want to die.",
    comfort: "I am so sorry",
  },
] as const;

const DOWN = { service: "gemini", kind: "status", status: 500, times: "always" };

/** The card of numbers that stands after the member's last words, and before what else is said. */
async function findsNumbers(app: MiniApp, card: number): Promise<void> {
  const emergency = app.thread.locator(".emergency").nth(card);
  await emergency.waitFor();
  const numbers = emergency.getByRole("link");
  assert.ok(await numbers.count() > 0);
  for (const link of await numbers.all()) {
    assert.match((await link.getAttribute("href"))!, /^tel:\+?\d+$/);
    // The card is drawn anew where what follows it comes at this moment.
    const box = await until(async () => await link.boundingBox() ?? undefined, "the number");
    assert.ok(box.height >= 44, `${box.height} px high`);
  }
}

for (const { language, scheme, member, width, said, comfort } of LOOKS) {
  browserTest(
    `the numbers stand above the answer, also without the model and at the limit (${language}, ${scheme}, ${width} px)`,
    async () => {
      const words = WORDS[language];
      await using box = await startBox({ messages: 1 });
      await using visitor = await visit({ width, language, scheme });
      const app = await openAlone(visitor.page, box, { member, words, scheme });
      await callBox(box.url, "POST", "/faults", DOWN);
      await app.ask(said, comfort);
      await findsNumbers(app, 0);
      await callBox(box.url, "DELETE", "/faults");

      await app.ask(said, comfort);
      await findsNumbers(app, 1);
      const card = (await app.thread.locator(".emergency").last().boundingBox())!;
      const answer = (await app.thread.getByText(comfort).last().boundingBox())!;
      assert.ok(card.y < answer.y, "the numbers come first");
      await assertFits(app, "emergency");

      // The message of the day is used up.
      await app.write(said);
      await findsNumbers(app, 2);
      await app.shows(comfort);
      await assertFits(app, "emergency at the limit");
      visitor.assertClean(/status of 402/);
    },
  );

  browserTest(`the bot writes the numbers too (${language})`, async () => {
    await using box = await startBox();
    await callBox(box.url, "POST", "/faults", DOWN);
    await callBox(box.url, "POST", "/say", { member, text: said });
    const text = await until(async () => {
      const { messages } = await callBox(box.url, "GET", `/messages?member=${member}`) as {
        messages: { from: string; text?: string }[];
      };
      return messages.find(({ from, text }) => from === "bot" && /112/.test(text ?? ""))?.text;
    }, "the bot to name a number");
    assert.ok(text.split("\n").some((line) => /112/.test(line) && line.length < 80), text);
  });
}
