/** The call in the app, on a real LiveKit server; the assistant's side is played. */
import { until } from "../kit/conditions.ts";
import { newestRooms, roomsOf } from "../kit/livekit.ts";
import { type CallStage, callTest, useCalls } from "./call_kit.ts";
import type { Caller } from "./caller.ts";
import { lookAt } from "./looks.ts";
import { PretendAgent } from "./pretend_agent.ts";

useCalls({ agent: false, times: { noAgent: 1_800_000 } });

/** What is said and shown, in each language. */
const TALK = {
  ru: {
    greeting: "Привет. Я Sfera AI. Чем сегодня займемся?",
    question: "Что с биткоином? И сколько можно поставить на сделку?",
    answer: "По регламенту риск на сделку не больше одного процента депозита.",
    typed: "ETH, вход 3 480",
    rules: "Регламент риска",
  },
  en: {
    greeting: "Hi. I am Sfera AI. What shall we do today?",
    question: "What about bitcoin? And how much may I put on a trade?",
    answer: "By the rules the risk of a trade is at most one percent of the deposit.",
    typed: "ETH, entry 3,480",
    rules: "Rules of risk",
  },
} as const;

/** Comes into the newest room as the assistant does. */
function joins({ box }: CallStage, caller: Caller): Promise<PretendAgent> {
  return PretendAgent.join(caller.visit.context.browser()!, box.development.livekit!);
}

/** Taps the orb and has the assistant come in. */
async function call(stage: CallStage, caller: Caller): Promise<PretendAgent> {
  await caller.taps();
  await caller.page.locator('.call[data-phase="live"]').waitFor();
  const agent = await joins(stage, caller);
  // What is told before the page knows who came is lost.
  await until(async () => {
    await agent.show({ kind: "listening" });
    return (await caller.moods()).at(-1)?.text === caller.words.moods.listening;
  }, "the page to hear the assistant");
  return agent;
}

/** Waits until the assistant's side knows whether the microphone is off. */
async function knowsMuted(agent: PretendAgent, muted: boolean): Promise<void> {
  await until(async () => (await agent.muted()).join() === `${muted}`, muted ? "silence" : "sound");
}

for (
  const { language, scheme } of [
    { language: "ru", scheme: "light" },
    { language: "en", scheme: "dark" },
  ] as const
) {
  const talk = TALK[language];
  callTest(`a call shows what happens, at each width (${language}, ${scheme})`, async (stage) => {
    await using caller = await stage.visits({ language, scheme, motion: true });
    const { app, page, words } = caller;
    const look = (name: string) => lookAt(app, page, `call-${name}`, { language, scheme });

    await using agent = await call(stage, caller);
    await agent.state("speaking");
    await agent.loud(0.3);
    await agent.say("s1", talk.greeting);
    await caller.waitsFor("speaking");
    await app.shows(talk.greeting);
    await look("speaking");
    // The tap's wait for her voice is told to the agent.
    await until(
      async () => Number((await agent.told())["sfera.tap_to_first_sound"]) > 0,
      "the wait from the tap",
    );

    await agent.loud(0);
    await agent.state("listening");
    await caller.waitsFor("listening");
    await agent.hear("m1", talk.question.slice(0, 20), false);
    await app.shows(talk.question.slice(0, 20));
    await look("listening");
    await agent.hear("m1", talk.question);
    const log = app.root.getByRole("log");
    await log.getByText(talk.question).waitFor();
    await agent.state("thinking");
    await caller.waitsFor("thinking");
    await look("thinking");
    await agent.say("s2", talk.answer);
    await agent.show({
      kind: "citation",
      citation: { number: 1, chunkId: "c", title: talk.rules, headings: [], quote: talk.answer },
    });
    await app.shows(talk.rules);

    await agent.state("listening");
    await app.button(words.microphone).click();
    await caller.waitsFor("muted");
    await knowsMuted(agent, true);
    await look("muted");
    await app.button(words.microphone).click();
    await knowsMuted(agent, false);

    await agent.show({ kind: "warning", secondsLeft: 120 });
    await app.shows(words.twoMinutes);
    await look("two-minutes");
    await app.button(words.write).click();
    const field = app.root.getByRole("textbox", { name: words.field });
    await field.fill(talk.typed);
    await look("typing");
    const height = async () => (await field.boundingBox())!.height;
    const oneLine = await height();
    await field.press("Enter");
    // On a phone Enter is a new line.
    await until(async () => await height() > oneLine, "a field that grows");
    await app.button(words.send).click();
    await log.getByText(talk.typed).waitFor();
    await until(async () => (await agent.heard()).join() === talk.typed, "the words");
    await app.goBack();
    await field.waitFor({ state: "detached" });

    await app.goBack();
    await app.shows(words.on);
    await look("on-home");
    await app.button(words.back).click();
    await agent.leave();
    await caller.waitsFor("away");
    await look("away");
    await app.button(words.hangUp).click();
    await app.shows(words.noTalk);
    await look("ended");
    caller.visit.assertClean();
  });
}

callTest("a page that is read anew is back in its call without a tap", async (stage) => {
  await using caller = await stage.visits();
  await using agent = await call(stage, caller);
  await agent.state("listening");
  await caller.waitsFor("listening");
  await caller.page.reload();
  await caller.waitsFor("listening");
  await agent.state("speaking");
  await caller.waitsFor("speaking");
  await knowsMuted(agent, false);
  caller.visit.assertClean();
});

callTest(
  "the call goes over to another device, and the first one does not fight",
  async (stage) => {
    await using first = await stage.visits();
    await using agent = await call(stage, first);
    await agent.state("listening");
    await first.waitsFor("listening");

    await using second = await stage.visits({ member: first.member });
    const { words } = first;
    // The app tells that a call is on, and a tap goes into it.
    await second.app.shows(words.on);
    await second.app.button(words.back).click();
    await second.waitsFor("listening");
    await first.app.heading(words.displaced).waitFor();
    await first.app.button(words.backHere).click();
    await first.waitsFor("listening");
    await second.app.heading(words.displaced).waitFor();
  },
);

// The last one, because all calls are lost with the server.
callTest("LiveKit's server dies and comes back: the call goes on", async (stage) => {
  await using caller = await stage.visits();
  const livekit = stage.box.development.livekit!;
  const room = await (async () => {
    await using agent = await call(stage, caller);
    await agent.state("listening");
    await caller.waitsFor("listening");
    const [newest] = await newestRooms(livekit);
    await livekit.kill();
    await caller.waitsFor("reconnecting");
    return newest!;
  })();
  await livekit.restart();
  // As the service does when it sends another agent.
  await roomsOf(livekit).createRoom({ name: room });
  await using agent = await joins(stage, caller);
  await agent.state("speaking");
  await caller.waitsFor("speaking");
  await knowsMuted(agent, false);
});
