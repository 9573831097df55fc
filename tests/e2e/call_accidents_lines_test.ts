/** The line to the live model breaks, or that to the member: the call goes on, or says why not. */
import assert from "node:assert/strict";
import { QUOTA } from "../../dev/gemini/live/server.ts";
import { until } from "../kit/conditions.ts";
import { ALL_THROUGH_PROXY, startMembersNetwork } from "../kit/members_network.ts";
import { type CallStage, callTest, useCalls } from "./call_kit.ts";
import { pauseOf } from "./call_sounds.ts";
import type { Caller } from "./caller.ts";

/** Who comes back after 25 s without a network is still waited for, however slow the machine is. */
useCalls({ browser: [ALL_THROUGH_PROXY], times: { absence: 120_000 } });

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
const SLACK = 10_000;
const SOUND_SLACK = 5_000;

const QUOTA_USED_UP = { with: 429, times: 50 };
/** An answer to who the member is. */
const KNOWS_NAME = /Тебя зовут Маша|помню: «Меня зовут Маша»/;

callTest(
  "Gemini goes away in the middle: she ends her sentence and knows the talk",
  async (stage) => {
    await using caller = await stage.visits();
    await caller.calls();
    await caller.introduces();

    stage.live.says({ text: LONG });
    const asked = await asks(caller);
    const leaving = stage.talk();
    stage.live.goAway(60);
    await caller.reads(LONG);
    const resumed = await until(() => resumedFrom(stage, leaving.id), "a session that goes on");
    await caller.waitsFor("listening");
    await isNeverSilent(caller, asked);
    await caller.tells("Что мы обсуждали?");
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

callTest("the network is gone for 5 s, and the phone knows it", async (stage) => {
  await using network = startMembersNetwork();
  await using caller = await stage.visits({ proxy: network.proxy });
  await caller.calls();
  await caller.introduces();
  const cutAt = await caller.now();
  network.cut();
  await caller.visit.context.setOffline(true);
  await caller.hadMood("reconnecting", cutAt);
  await pauseOf(5_000);
  network.mend();
  await caller.visit.context.setOffline(false);
  await goesOn(caller, (words) => saysCalmly(stage, caller, words));
  assert.deepEqual((await caller.transcript())[0], { mine: false, text: caller.words.greeting });
});

callTest("the network is gone for 25 s without a word", async (stage) => {
  await using network = startMembersNetwork();
  await using caller = await stage.visits({ proxy: network.proxy });
  await caller.calls();
  await caller.introduces();
  const cutAt = await caller.now();
  network.cut();
  await pauseOf(25_000);
  network.mend();
  await caller.hadMood("reconnecting", cutAt);
  await goesOn(caller, (words) => saysCalmly(stage, caller, words));
  assert.deepEqual((await caller.transcript())[0], { mine: false, text: caller.words.greeting });
});

callTest("the page is read anew: it comes back into the call by itself", async (stage) => {
  await using caller = await stage.visits();
  await caller.calls();
  await caller.introduces();
  await caller.page.reload();
  await goesOn(caller);
});

callTest(
  "the phone is changed: the call goes on there, and nobody fights for it",
  async (stage) => {
    await using first = await stage.visits();
    await first.calls();
    await first.introduces();
    await using second = await stage.visits({ member: first.member });
    await second.app.shows(second.words.on);
    await second.app.button(second.words.back).click();
    await first.app.shows(first.words.displaced);
    await goesOn(second);
    assert.equal(await first.page.locator('.call[data-phase="displaced"]').count(), 1);
    assert.equal(await second.page.locator('.call[data-phase="live"]').count(), 1);
  },
);

/** Asks for a long answer, and waits until it begins; answers when it was asked, by the page's clock. */
async function asks(caller: Caller): Promise<number> {
  await caller.tells("С чего начать?");
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
  live.says({ text: answer, after: 500 });
  const since = await caller.now();
  await asks();
  const saidAt = Date.now();
  await caller.hadNotice(caller.words.askingAgain, since);
  await caller.reads(answer);
  const turn = live.sessions().flatMap(({ turns }) => turns).findLast(({ said }) =>
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

/**
 * Says something as people do who see that the network is there again: a moment later, and no faster
 * than people speak. Sound that waited in the network comes all at once before it.
 */
async function saysCalmly(stage: CallStage, caller: Caller, words: string): Promise<void> {
  await pauseOf(1000);
  stage.live.hears(words);
  await caller.sounds(words);
}

/** The call is whole: she hears, knows what was said, and has not greeted again. */
async function goesOn(
  caller: Caller,
  says = (words: string) => caller.says(words),
): Promise<void> {
  const { whoAmI } = caller.app.words;
  await caller.waitsFor("listening");
  const before = await caller.now();
  await says(whoAmI);
  await caller.reads(KNOWS_NAME);
  await caller.hearsVoice(before);
  const kept = await caller.keeps(
    (turns) => KNOWS_NAME.test(turns.at(-1)?.text ?? ""),
    "the answer",
  );
  const said = kept.map(({ text }) => text);
  assert.deepEqual(said.slice(0, 2), [caller.words.greeting, "Меня зовут Маша"]);
  assert.equal(said.filter((text) => text === caller.words.greeting).length, 1, "greeted once");
  assert(said.includes(whoAmI));
}
