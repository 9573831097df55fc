/** Prices, weather, news and videos come as cards, and are still there later. */
import { assertFits } from "./fit.ts";
import { browserTest, startBox, useBrowser, visit } from "./kit.ts";
import { openAlone } from "./mini_app.ts";
import { WORDS } from "./words.ts";

useBrowser();

/** By its triangle: a picture that cannot be loaded makes any other card as tall for a moment. */
const VIDEO = "a.card:has(.play)";

const LOOKS = [
  {
    language: "ru",
    scheme: "light",
    member: 1002,
    width: 390,
    price: "Курс биткоина",
    overDay: /(?:выросла|упала) на [\d,]+ % за сутки|без изменений за сутки/,
    weather: "Какая погода в Казани",
    degrees: /^[+−]?\d+ ?°/,
    news: "Найди новости про биткоин",
    video: "Видео про стоп-лосс",
    opens: /откроется в браузере$/,
  },
  {
    language: "en",
    scheme: "dark",
    member: 1003,
    width: 320,
    price: "What is the price of bitcoin?",
    overDay: /(?:rose|fell) [\d.]+ % over the day|unchanged over the day/,
    weather: "What is the weather in London?",
    degrees: /^[+−]?\d+ ?°/,
    news: "Search for news about bitcoin",
    video: "Show me a video about stop-loss",
    opens: /opens in the browser$/,
  },
] as const;

for (const look of LOOKS) {
  const { language, scheme, member, width } = look;
  browserTest(
    `a price, the weather, news and a video come as cards (${language}, ${scheme}, ${width} px)`,
    async () => {
      const words = WORDS[language];
      await using box = await startBox({ messages: 20 });
      await using visitor = await visit({ width, language, scheme });
      const app = await openAlone(visitor.page, box, { member, words, scheme });
      const cards = app.thread.locator(".card");
      const ask = async (question: string, kind: string) => {
        const known = await app.thread.locator(kind).count();
        await app.write(question);
        await app.thread.locator(kind).nth(known).waitFor();
        await app.button(words.send).waitFor();
        await assertFits(app, question);
      };
      await ask(look.price, ".card.figure");
      await cards.last().getByText(look.overDay).waitFor();
      await ask(look.weather, ".card.figure");
      await cards.last().getByText(look.degrees).first().waitFor();
      await ask(look.news, "a.card");
      await app.thread.getByRole("link", { name: look.opens }).first().waitFor();
      await ask(look.video, VIDEO);
      await cards.last().locator(".card-picture").waitFor();

      // They are still there after the page is loaded anew.
      const all = await cards.count();
      await visitor.page.reload();
      await cards.nth(all - 1).waitFor();
      // What the stand-in calls pictures is nowhere, and leaves no hole.
      visitor.assertClean(/net::ERR_\S+ \/\S+\.jpg$/);
    },
  );
}
