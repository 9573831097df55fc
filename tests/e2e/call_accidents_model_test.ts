/** What goes wrong with the live model in a call, on real parts. */
import assert from "node:assert/strict";
import { QUOTA } from "../../dev/gemini/live/server.ts";
import { until } from "../kit/conditions.ts";
import { type CallStage, callTest, useCalls } from "./call_kit.ts";
import type { Caller } from "./caller.ts";

useCalls();

const LONG = [
  "Сначала посмотри на общую картину рынка и на то, что сейчас происходит.",
  "Потом отметь уровни, от которых цена уже отталкивалась не один раз.",
  "Дальше реши, сколько ты готова потерять в одной сделке, и запиши это.",
].join(" ");
/** The most that she may be silent while the model is found again, in milliseconds. */
const MOST_SILENCE = 2_000;
/** An answer that does not come is asked for again after this, in milliseconds. */
const ASKED_AGAIN_AFTER = 4_000;
/** What a slow machine adds to an answer, and to the way of sound into the page, in milliseconds. */
const SLACK = 3_000;
const SOUND_SLACK = 1_500;

const QUOTA_USED_UP = { with: 429, times: 50 };

callTest(
  "Gemini goes away in the middle: she ends her sentence and knows the talk",
  async (stage) => {
    await using caller = await stage.visits();
    await caller.calls();
    await caller.introduces();

    stage.live.says({ text: LONG });
    const asked = await asks(caller);
    const leaving = stage.talk();
    stage.live.goAway(30);
    await caller.reads(LONG);
    const resumed = await until(() => resumedFrom(stage, leaving.id), "a session that goes on");
    await caller.waitsFor("listening");
    await isNeverSilent(caller, asked);
    await caller.says("Что мы обсуждали?");
    await until(() => resumed.heard.includes("Что мы обсуждали?"), "the words in the new session");
    await caller.keeps(
      (turns) => turns.filter(({ role }) => role === "member").length === 3,
      "all",
    );
    await until(() => resumed.turns.at(-1)?.endedAt, "an answer of the new session");
    await caller.waitsFor("listening");

    assert.equal(resumed.resumed, leaving.handle, "the newest handle");
    assert.deepEqual(leaving.closed!.by, "client", "left in time");
    const talk = resumed.talk.join("\n");
    assert.match(talk, /Меня зовут Маша/);
    assert.equal(talk.split(LONG).length, 2, "nothing was told twice");
    const [kept] = (await caller.stored()).filter(({ text }) => text.startsWith("Сначала"));
    assert.deepEqual([kept!.text, kept!.status], [LONG, "complete"]);
    await greetedOnce(caller);
  },
);

callTest("Gemini breaks off in the middle of a sentence: back within 2 s", async (stage) => {
  await using caller = await stage.visits();
  await caller.calls();
  stage.live.says({ text: LONG });
  const asked = await asks(caller);
  const broken = stage.talk();
  stage.live.break(1011, "Internal error encountered.");
  const resumed = await until(() => resumedFrom(stage, broken.id), "a session that goes on");
  await until(() => resumed.turns.at(-1)?.endedAt, "words that go on");
  await caller.waitsFor("listening");
  await isNeverSilent(caller, asked);
  await greetedOnce(caller);
});

callTest("silent after an interruption: noticed, said and asked again by itself", async (stage) => {
  await using caller = await stage.visits();
  await caller.calls();
  stage.live.says({ text: `${LONG} ${LONG}` });
  await asks(caller);
  stage.live.stall("interruption");
  await isAskedAgain(stage, caller, () => caller.says("Расскажи лучше про стоп"));
});

callTest("silent after a tool: noticed, said and asked again by itself", async (stage) => {
  await using caller = await stage.visits();
  await caller.calls();
  stage.live.says({ calls: [{ name: "get_weather", arguments: { city: "Казань" } }] });
  stage.live.stall("tool");
  await isAskedAgain(stage, caller, async () => {
    await caller.says("Какая погода в Казани?");
    const session = stage.talk();
    await until(() => session.toolResponses.length > 0, "the result of the tool");
  });
});

callTest("the quota is used up at the start: says so, and the chat goes on", async (stage) => {
  await using caller = await stage.visits();
  stage.live.refuse(QUOTA_USED_UP);
  await caller.taps();
  await goesOnInWriting(caller);
});

callTest(
  "the quota runs out in the middle: the words are kept, and the chat goes on",
  async (stage) => {
    await using caller = await stage.visits();
    await caller.calls();
    await caller.introduces();
    stage.live.refuse(QUOTA_USED_UP);
    stage.live.break(1011, QUOTA);
    await goesOnInWriting(caller);
    const kept = (await caller.stored()).map(({ text }) => text);
    assert.deepEqual(kept.slice(0, 2), [caller.words.greeting, "Меня зовут Маша"]);
  },
);

/** Asks for a long answer, and waits until it begins; answers when it was asked, by the page's clock. */
async function asks(caller: Caller): Promise<number> {
  await caller.says("С чего начать?");
  const asked = await caller.now();
  await caller.hearsVoice(asked);
  return asked;
}

function resumedFrom({ live }: CallStage, id: number) {
  return live.sessions().find((session) => session.id > id && session.resumed);
}

/** She was never silent for long since a moment, until she was heard last. */
async function isNeverSilent(caller: Caller, since: number): Promise<void> {
  const loud = (await caller.page.evaluate<number[]>("ears.loud")).filter((at) => at > since);
  assert(loud.length > 1, "she was heard");
  const longest = Math.max(...loud.slice(1).map((at, place) => at - loud[place]!));
  assert(longest < MOST_SILENCE + SOUND_SLACK, `she was silent for ${Math.round(longest)} ms`);
}

/** The first words of the call are the greeting, and nothing greets again. */
async function greetedOnce(caller: Caller): Promise<void> {
  const greetings = (await caller.stored()).filter(({ text }) => /^Привет/.test(text));
  assert.deepEqual(greetings.map(({ text }) => text), [caller.words.greeting]);
}

/** No answer comes to what is asked, and it is asked for again, which is shown. */
async function isAskedAgain(
  { live }: CallStage,
  caller: Caller,
  asks: () => Promise<void>,
): Promise<void> {
  const answer = "Стоп ставь там, где твоя идея уже неверна.";
  live.says({ text: answer, after: 1_500 });
  const since = await caller.now();
  await asks();
  const saidAt = Date.now();
  await caller.hadNotice(caller.words.askingAgain, since);
  await caller.reads(answer);
  const turn = live.sessions().flatMap(({ turns }) => turns).find(({ said }) =>
    said.includes(answer)
  );
  const waited = turn!.askedAt - saidAt;
  assert(waited < ASKED_AGAIN_AFTER + SLACK, `it was asked again after ${waited} ms`);
  await caller.keeps((turns) => turns.at(-1)?.text === answer, "the answer");
}

/** The app says that there is no voice, and leads to a chat that answers. */
async function goesOnInWriting(caller: Caller): Promise<void> {
  await caller.app.shows(caller.words.textOnly);
  await caller.app.shows(caller.words.why.model_unavailable);
  await caller.app.button(caller.words.goOn).click();
  const { question, demo } = caller.app.words;
  await caller.app.ask(question, demo);
}
