/** A care plan is proposed, agreed to, shown, and asked about after a day of silence, once a day. */
import assert from "node:assert/strict";
import { until } from "../kit/conditions.ts";
import { assertFits } from "./fit.ts";
import { type Box, browserTest, callBox, startBox, useBrowser, visit } from "./kit.ts";
import { picture } from "./looks.ts";
import { loadsAnew, openInBox } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const LOOKS = [
  {
    language: "ru",
    scheme: "dark",
    member: 1002,
    width: 390,
    wish: "Мне нужен план после тильта",
    proposes: "Предлагаю план «После тильта»",
    start: "Начать",
    started: "Идём по плану",
    open: "Открыть план",
    lessons: /^Уроки/,
    title: "Твой план",
    step: /Закрой терминал до завтра/,
    followUp: /Получилось побыть без терминала/,
    end: "Закончить план",
    ended: "План закончен",
  },
  {
    language: "en",
    scheme: "light",
    member: 1003,
    width: 320,
    wish: "I need a plan after tilt",
    proposes: "I suggest a plan “After a tilt”",
    start: "Start",
    started: "We follow the plan",
    open: "Open the plan",
    lessons: /^Lessons/,
    title: "Your plan",
    step: /Close the terminal until tomorrow/,
    followUp: /Did you manage to stay away from the terminal/,
    end: "End the plan",
    ended: "Plan ended",
  },
] as const;

for (const look of LOOKS) {
  const { language, scheme, member, width } = look;
  browserTest(
    `a care plan starts with consent and is asked about once a day (${language}, ${scheme}, ${width} px)`,
    async () => {
      const words = WORDS[language];
      await using box = await startBox({ messages: 20 });
      await callBox(box.url, "POST", "/say", { member, text: "/start" });
      await until(
        async () => await asked(box, member, /\?$/) > 0,
        "the greeting, which asks something too",
      );
      await using visitor = await visit({ width: 1280, height: 1000, language, scheme });
      const { page } = visitor;
      const app = await openInBox(page, box, { member, words, scheme, width });
      await app.heading(words.greeting).waitFor();
      await app.ask(look.wish, look.proposes);
      await assertFits(app, "proposed");
      await app.button(look.start).click();
      await app.answers(look.started);
      await assertFits(app, "started");
      await app.button(look.open).last().click();
      await app.heading(look.title).waitFor();
      await app.shows(look.step);
      await assertFits(app, "the plan");
      await picture(page, `care-plan-${language}-${scheme}-${width}`);

      const before = await asked(box, member, /\?$/);
      const passes = (advance: string) =>
        loadsAnew(app, () => callBox(box.url, "POST", "/clock", { advance }));
      await passes("25h");
      await until(
        async () => (await asked(box, member, look.followUp)) === 1 ? true : undefined,
        "the question how it goes",
      );
      await page.getByRole("log").first().getByText(look.followUp).waitFor();
      await picture(page, `care-plan-follow-up-${language}-${scheme}-${width}`);
      for (const advance of ["1h", "2h"]) await passes(advance);
      assert.equal(await asked(box, member, /\?$/), before + 1, "once a day");

      await app.heading(words.greeting).waitFor();
      await app.button(look.lessons).click();
      await app.button(look.end).click();
      await page.getByRole("alertdialog").getByRole("button", { name: look.end }).click();
      await app.shows(look.ended);
      await passes("3d");
      assert.equal(await asked(box, member, /\?$/), before + 1, "none after the end");
      visitor.assertClean(/status of 401/);
    },
  );
}

/** How many messages of the bot end like this. */
async function asked(box: Box, member: number, text: RegExp): Promise<number> {
  const { messages } = await callBox(box.url, "GET", `/messages?member=${member}`) as {
    messages: { from: string; text?: string }[];
  };
  return messages.filter((each) => each.from === "bot" && text.test(each.text ?? "")).length;
}
