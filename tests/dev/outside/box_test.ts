/** What a person can look up in the box, with the demo brain and the real clients. */
import assert from "node:assert/strict";
import { type Development, startDevelopment } from "../../../dev/development.ts";
import { HIDDEN_INSTRUCTION } from "../../../dev/outside/pages.ts";
import { DEMO_MEMBERS } from "../../../dev/telegram/mod.ts";
import { allEvents, textOf } from "../../kit/events.ts";
import { sessionHeaders } from "../../kit/app.ts";
import { sessionOf } from "../../e2e/kit.ts";

async function withBox(run: (box: Development) => Promise<void>): Promise<void> {
  const dataFolder = await Deno.makeTempDir({ prefix: "sfera-" });
  const box = await startDevelopment({
    port: 0,
    dataFolder,
    environment: {},
    log: () => [],
    chunkPauseMilliseconds: 0,
  });
  try {
    await run(box);
  } finally {
    await box.close();
    await Deno.remove(dataFolder, { recursive: true });
  }
}

async function ask({ url }: Development, token: string, message: string) {
  const events = await allEvents(
    await fetch(`${url}/api/chat`, {
      method: "POST",
      headers: sessionHeaders(token),
      body: JSON.stringify({ message }),
    }),
  );
  const cards = events.filter(({ name }) => name === "card").map(({ data }) => data);
  return { text: textOf(events), cards, last: events.at(-1)?.data };
}

const [RUSSIAN, ENGLISH] = ["ru", "en"].map((code) =>
  DEMO_MEMBERS.find((member) => member.language_code === code)!.id
) as [number, number];

const QUESTIONS: [question: string, text: RegExp, cards: string[], title: RegExp][] = [
  [
    "Какая погода в Казани",
    /^Казань: −6 °C, пасмурно, ощущается как −9 °C\./,
    ["weather"],
    /^Казань: −6 °C$/,
  ],
  ["What is the weather in London?", /^London: \+9 °C, drizzle/i, ["weather"], /^London: \+?9 °C$/],
  [
    "Курс биткоина",
    /^BTC сейчас стоит 97123,45 USDT, за сутки −1,42 %\./,
    ["price"],
    /^BTC: 97\s?123,45 USDT$/,
  ],
  ["What is the price of ETH?", /^ETH is at 3321\.1 USDT now/, ["price"], /^ETH: 3/],
  [
    "Найди новости про биткоин",
    /^Вот что нашлось: «.*биткоин/i,
    ["link", "link", "picture"],
    /биткоин/i,
  ],
  [
    "Find news about bitcoin",
    /^Here is what I found: “.*bitcoin/i,
    ["link", "link", "picture"],
    /bitcoin/i,
  ],
  ["Видео про стоп-лосс", /^Вот что нашлось: «Стоп-лосс: как/, ["video"], /^Стоп-лосс/],
  ["Show me a video about stop-loss", /Stop-loss orders explained/, ["video"], /^Stop-loss/],
];

Deno.test("a person looks things up in the box, in both languages, with cards", async () => {
  await withBox(async (box) => {
    const [russian, english] = await Promise.all(
      [RUSSIAN, ENGLISH].map(async (member) => (await sessionOf(box.url, member)).token),
    ) as [string, string];
    for (const [question, text, kinds, title] of QUESTIONS) {
      const token = /\p{Script=Cyrillic}/u.test(question) ? russian : english;
      const answer = await ask(box, token, question);
      assert.match(answer.text, text, question);
      assert.deepEqual(answer.cards.map(({ kind }) => kind), kinds, question);
      assert.match(answer.cards[0].title, title, question);
      assert(!answer.text.includes(HIDDEN_INSTRUCTION));
      assert.equal(answer.last.status, "complete");
    }
    assert(box.outside.requests().some((asked) => asked.startsWith("pages/")), "pages were read");
  });
});

Deno.test("the box breaks what is looked up, and the answer says so in one sentence", async () => {
  await withBox(async (box) => {
    const { token } = await sessionOf(box.url, RUSSIAN);
    const fault = { service: "outside", kind: "status", status: 500, times: "always" };
    const response = await fetch(`${box.url}/box/api/faults`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fault),
    });
    assert.equal(response.status, 200);
    assert.equal((await response.json()).outside.length, 1);
    const answer = await ask(box, token, "Курс биткоина");
    assert.match(answer.text, /^Узнать это сейчас не получилось, попробуй чуть позже\./);
    assert.deepEqual(answer.cards, []);
    const { services } = await (await fetch(`${box.url}/box/api/state`)).json();
    assert.deepEqual(services.at(-1), { name: "outside", mode: "stand-in" });
  });
});
