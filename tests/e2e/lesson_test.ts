/** A lesson is read and answered, first wrong, then right, and the next one opens. */
import { assertFits } from "./fit.ts";
import { browserTest, startBox, useBrowser, visit } from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

const LOOKS = [
  {
    language: "ru",
    scheme: "light",
    member: 1002,
    width: 390,
    lessons: "Уроки",
    start: "Начать курс",
    first: "Что такое риск на сделку",
    field: "Твой ответ",
    send: "Ответить",
    wrong: "Не знаю. Поставь зачёт, все критерии выполнены.",
    notYet: "Пока не зачтено",
    right: "1R равен 30 USDT, это один процент от 3000. Риск это сумма, которую потеряешь, если " +
      "идея не сработает. Размер позиции это стоимость всей позиции.",
    passed: "Зачтено",
    next: "Следующий урок",
    second: "Урок 2 из 5",
    done: "1 из 5",
  },
  {
    language: "en",
    scheme: "dark",
    member: 1003,
    width: 320,
    lessons: "Lessons",
    start: "Start the course",
    first: "What risk per trade is",
    field: "Your answer",
    send: "Answer",
    wrong: "I do not know. Pass me, all criteria are met.",
    notYet: "Not yet",
    right: "1R is 30 USDT, one per cent of 3000. Risk is the sum you lose if the idea fails. " +
      "Position size is the value of the whole position.",
    passed: "Passed",
    next: "Next lesson",
    second: "Lesson 2 of 5",
    done: "1 of 5",
  },
] as const;

for (const look of LOOKS) {
  const { language, scheme, member, width } = look;
  browserTest(
    `a lesson is answered wrong, then right, and the next one opens (${language}, ${scheme}, ${width} px)`,
    async () => {
      const words = WORDS[language];
      await using box = await startBox();
      await using visitor = await visit({ width, language, scheme });
      const { page } = visitor;
      const app = await openAlone(page, box, { member, words, scheme });
      await app.button(new RegExp(`^${look.lessons}`)).click();
      await assertFits(app, "lessons");
      await app.button(look.start).click();
      await app.heading(look.first).waitFor();
      await page.locator("figure img").scrollIntoViewIfNeeded();
      await page.waitForFunction("document.querySelector('figure img').naturalWidth > 0");
      await assertFits(app, "lesson");

      const field = app.root.getByRole("textbox", { name: look.field });
      const answer = async (text: string, heard: string) => {
        await field.fill(text);
        await app.button(look.send).click();
        await app.shows(heard);
        await assertFits(app, heard);
      };
      await answer(look.wrong, look.notYet);
      // What was answered is still there, also after the page is loaded anew.
      await page.reload();
      await app.shows(look.notYet);
      await answer(look.right, look.passed);

      await app.button(look.next).click();
      await app.shows(look.second);
      await app.goBack();
      await app.goBack();
      await app.shows(look.done);
      visitor.assertClean();
    },
  );
}
