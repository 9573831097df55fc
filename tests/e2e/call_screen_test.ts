/** The call in the app, on a real LiveKit server; the assistant's side is played. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "../kit/conditions.ts";
import { noLiveKit } from "../kit/livekit.ts";
import { type Box, browserTest, startBox, useBrowser, type Visit, visit } from "./kit.ts";
import { lookAt } from "./looks.ts";
import { type MiniApp, openAlone } from "./mini_app.ts";
import { makeRoom, newestRoom, PretendAgent } from "./pretend_agent.ts";
import { WORDS } from "./words.ts";

useBrowser();

/** Who calls, in each language. */
const MEMBERS = { ru: 1002, en: 1003 } as const;

const CALL = {
  ru: {
    call: /^Позвонить /,
    connecting: "Соединяю",
    listening: "Слушаю",
    thinking: "Думаю",
    speaking: /говорит$/,
    away: /Пропала на секунду/,
    lost: "Связь прервалась, возвращаюсь",
    muted: "Микрофон выключен",
    microphone: "Микрофон",
    hangUp: "Завершить",
    write: "Написать",
    field: "Написать в звонок",
    twoMinutes: "осталось 2 минуты",
    ended: /Разговора не вышло|Поговорили/,
    noAgent: /Не получилось соединить/,
    free: /не засчитан/,
    denied: "Не слышу тебя",
    step: "Включи «Микрофон».",
    live: "Звонок уже идёт",
    here: "Продолжить здесь",
    displaced: "Звонок идёт в другом месте",
    on: "Звонок продолжается",
    back: "Вернуться",
    voiceOff: "Голоса здесь пока нет",
    limit: "Звонки закончились",
    greeting: "Привет. Я Sfera AI. Чем сегодня займемся?",
    question: "Что с биткоином? И сколько можно поставить на сделку?",
    answer: "По регламенту риск на сделку не больше одного процента депозита.",
    typed: "ETH, вход 3 480",
    rules: "Регламент риска",
    incognito: "Инкогнито: от звонка ничего не останется",
  },
  en: {
    call: /^Call /,
    connecting: "Connecting",
    listening: "Listening",
    thinking: "Thinking",
    speaking: /is speaking$/,
    away: /Gone for a second/,
    lost: "Connection lost, coming back",
    muted: "Microphone is off",
    microphone: "Microphone",
    hangUp: "End",
    write: "Write",
    field: "Write into the call",
    twoMinutes: "2 minutes left",
    ended: /There was no talk|We talked/,
    noAgent: /did not get through/,
    free: /not counted/,
    denied: "I cannot hear you",
    step: "Turn on Microphone.",
    live: "You are in a call already",
    here: "Go on here",
    displaced: "The call goes on elsewhere",
    on: "The call goes on",
    back: "Go back",
    voiceOff: "There is no voice here yet",
    limit: "No calls left",
    greeting: "Hi. I am Sfera AI. What shall we do today?",
    question: "What about bitcoin? And how much may I put on a trade?",
    answer: "By the rules the risk of a trade is at most one percent of the deposit.",
    typed: "ETH, entry 3,480",
    rules: "Rules of risk",
    incognito: "Incognito: nothing of this call is kept",
  },
} as const;

/** A test that needs LiveKit's server as well as a browser. */
function callTest(name: string, fn: () => Promise<void>): void {
  if (noLiveKit) Deno.test({ name: `${name} (left out, ${noLiveKit})`, ignore: true, fn });
  else browserTest(name, fn);
}

/** A box with LiveKit where nobody takes the calls, so that a test can. */
const silentBox = (noAgent = 120_000) => startBox({ voice: { agent: false }, times: { noAgent } });

interface Look {
  language?: "ru" | "en";
  scheme?: "light" | "dark";
  microphone?: boolean;
}

/** Opens the app for a member, with a microphone unless told otherwise. */
async function open(visitor: Visit, box: Box, look: Look = {}): Promise<MiniApp> {
  const { language = "ru", scheme = "light", microphone = true } = look;
  if (microphone) await visitor.context.grantPermissions(["microphone"]);
  const app = await openAlone(visitor.page, box, {
    member: MEMBERS[language],
    words: WORDS[language],
    scheme,
  });
  await app.heading(WORDS[language].greeting).waitFor();
  return app;
}

const status = (app: MiniApp, text: string | RegExp) =>
  app.root.getByRole("status").getByText(text).waitFor();

/** Taps the orb and has the assistant come in. */
async function call(app: MiniApp, visitor: Visit, box: Box): Promise<PretendAgent> {
  await app.button(CALL.ru.call).or(app.button(CALL.en.call)).first().click();
  await app.root.getByRole("toolbar").waitFor();
  await until(() => isInRoom(app.root as Page), "a call of the page");
  const agent = await PretendAgent.join(visitor.context.browser()!, box.development.livekit!);
  await agent.show({ kind: "listening" });
  return agent;
}

/** Whether the page has remembered the call it is in. */
const isInRoom = (page: Page) =>
  page.evaluate<boolean>(
    `Object.keys(sessionStorage).some((key) => key.startsWith("sfera.call."))`,
  );

for (
  const { language, scheme } of [
    { language: "ru", scheme: "light" },
    { language: "en", scheme: "dark" },
  ] as const
) {
  const words = CALL[language];
  callTest(`a call shows what happens, at each width (${language}, ${scheme})`, async () => {
    await using box = await silentBox();
    await using visitor = await visit({ width: 390, language, scheme, motion: true });
    const app = await open(visitor, box, { language, scheme });
    const { page } = visitor;
    const look = (name: string) => lookAt(app, page, `call-${name}`, { language, scheme });

    await using agent = await call(app, visitor, box);
    await agent.state("speaking");
    await agent.loud(0.3);
    await agent.say("s1", words.greeting);
    await status(app, words.speaking);
    await app.shows(words.greeting);
    await look("speaking");
    // The tap's wait for her voice is told to the agent.
    await until(
      async () => Number((await agent.told())["sfera.tap_to_first_sound"]) > 0,
      "the wait from the tap",
    );

    await agent.loud(0);
    await agent.state("listening");
    await status(app, words.listening);
    await agent.hear("m1", words.question.slice(0, 20), false);
    await app.shows(words.question.slice(0, 20));
    await look("listening");
    await agent.hear("m1", words.question);
    const log = app.root.getByRole("log");
    await log.getByText(words.question).waitFor();
    await agent.state("thinking");
    await status(app, words.thinking);
    await look("thinking");
    await agent.say("s2", words.answer);
    await agent.show({
      kind: "citation",
      citation: { number: 1, chunkId: "c", title: words.rules, headings: [], quote: words.answer },
    });
    await app.shows(words.rules);

    await agent.state("listening");
    await app.button(words.microphone).click();
    await status(app, words.muted);
    await until(async () => (await agent.muted()).join() === "true", "silence");
    await look("muted");
    await app.button(words.microphone).click();
    await until(async () => (await agent.muted()).join() === "false", "sound");

    await agent.show({ kind: "warning", secondsLeft: 120 });
    await app.shows(words.twoMinutes);
    await look("two-minutes");
    await app.button(words.write).click();
    const field = app.root.getByRole("textbox", { name: words.field });
    await field.fill(words.typed);
    await look("typing");
    const height = async () => (await field.boundingBox())!.height;
    const oneLine = await height();
    await field.press("Enter");
    // On a phone Enter is a new line.
    await until(async () => await height() > oneLine, "a field that grows");
    await app.button(app.words.send).click();
    await log.getByText(words.typed).waitFor();
    await until(async () => (await agent.heard()).join() === words.typed, "the words");
    await app.goBack();

    await app.goBack();
    await app.shows(words.on);
    await look("on-home");
    await app.button(words.back).click();
    await agent.leave();
    await status(app, words.away);
    await look("away");
    await app.button(words.hangUp).click();
    await app.shows(words.ended);
    await look("ended");
    visitor.assertClean();
  });

  callTest(`every reason for no call has its way on (${language}, ${scheme})`, async () => {
    await using box = await silentBox(5000);
    await using visitor = await visit({ width: 390, language, scheme });
    const app = await open(visitor, box, { language, scheme, microphone: false });
    const { page } = visitor;
    const look = (name: string) => lookAt(app, page, `call-${name}`, { language, scheme });

    // The app's one look for a call that was left on comes late, and sees the call of the tap.
    const given = page.waitForResponse((response) => response.url().endsWith("/api/calls"));
    await page.route("**/api/calls/current", async (route) => {
      await given;
      await route.continue();
    });
    await app.button(words.call).click();
    await app.heading(words.denied).waitFor();
    await app.shows(words.step);
    await look("denied");
    await visitor.context.grantPermissions(["microphone"]);
    await app.button(app.words.retry).click();
    await app.shows(words.noAgent);
    await app.shows(words.free);
    await look("no-agent");

    await page.route("**/api/calls", (route) =>
      route.fulfill({
        status: 402,
        json: {
          error: {
            code: "allowance_exhausted",
            message: "",
            requestId: "r",
            details: { kind: "calls", limit: 3, resetsAt: Date.now() + 40 * 3_600_000 },
          },
        },
      }));
    await app.goBack();
    await app.button(words.call).click();
    await app.heading(words.limit).waitFor();
    await look("limit");
    await app.button(words.write).click();
    await app.field.waitFor();
    visitor.assertClean(/status of 4(02|10)/);
  });
}

callTest("a page that is read anew is back in its call without a tap", async () => {
  await using box = await silentBox();
  await using visitor = await visit({ width: 390 });
  const app = await open(visitor, box);
  await using agent = await call(app, visitor, box);
  await agent.state("listening");
  await status(app, CALL.ru.listening);
  await visitor.page.reload();
  await status(app, CALL.ru.listening);
  await agent.state("speaking");
  await status(app, CALL.ru.speaking);
  assert.deepEqual(await agent.muted(), [false]);
  visitor.assertClean();
});

callTest("the call goes over to another device, and the first one does not fight", async () => {
  await using box = await silentBox();
  await using first = await visit({ width: 390 });
  await using second = await visit({ width: 390 });
  const app = await open(first, box);
  await using agent = await call(app, first, box);
  await agent.state("listening");
  await status(app, CALL.ru.listening);

  const other = await open(second, box);
  // The app tells that a call is on, and a tap goes into it.
  await other.shows(CALL.ru.on);
  await other.button(CALL.ru.back).click();
  await status(other, CALL.ru.listening);
  await app.heading(CALL.ru.displaced).waitFor();
  await app.button("Вернуть сюда").click();
  await status(app, CALL.ru.listening);
  await other.heading(CALL.ru.displaced).waitFor();
});

callTest("LiveKit's server dies and comes back: the call goes on", async () => {
  await using box = await silentBox();
  await using visitor = await visit({ width: 390 });
  const app = await open(visitor, box);
  const livekit = box.development.livekit!;
  const room = await (async () => {
    await using agent = await call(app, visitor, box);
    await agent.state("listening");
    await status(app, CALL.ru.listening);
    const name = await newestRoom(livekit);
    await livekit.kill();
    await status(app, CALL.ru.lost);
    return name;
  })();
  await livekit.restart();
  await makeRoom(livekit, room);
  await using agent = await PretendAgent.join(visitor.context.browser()!, livekit);
  await agent.state("speaking");
  await app.root.getByText(CALL.ru.speaking).waitFor({ timeout: 40_000 });
  assert.deepEqual(await agent.muted(), [false]);
});

browserTest("where there is no voice the tap says so and leads to writing", async () => {
  await using box = await startBox();
  await using visitor = await visit({ width: 390 });
  const app = await open(visitor, box);
  await app.button(CALL.ru.call).click();
  await app.heading(CALL.ru.voiceOff).waitFor();
  await app.button(CALL.ru.write).click();
  await app.field.waitFor();
  visitor.assertClean(/status of 50/);
});
