/** The member's network goes, the page is read anew, the phone is changed: the call goes on. */
import assert from "node:assert/strict";
import { until } from "../kit/conditions.ts";
import { ALL_THROUGH_PROXY, startMembersNetwork } from "../kit/members_network.ts";
import { type CallStage, callTest, useCalls } from "./call_kit.ts";
import { pauseOf } from "./call_sounds.ts";
import type { Caller } from "./caller.ts";

useCalls({ browser: [ALL_THROUGH_PROXY] });

/** When one says again what was not heard, in milliseconds. */
const SAID_AGAIN_AFTER = 8_000;
/** An answer to who the member is. */
const KNOWS_NAME = /Тебя зовут Маша|помню: «Меня зовут Маша»/;

callTest("the network is gone for 5 s, and the phone knows it", async (stage) => {
  await using network = startMembersNetwork();
  await using caller = await stage.visits({ proxy: network.proxy });
  await tellsHerName(caller);
  const cutAt = await caller.now();
  network.cut();
  await caller.visit.context.setOffline(true);
  await caller.hadMood("reconnecting", cutAt);
  await pauseOf(5_000);
  network.mend();
  await caller.visit.context.setOffline(false);
  await goesOn(caller, (words) => isHeardSaying(stage, caller, words));
  assert.deepEqual((await caller.transcript())[0], { mine: false, text: caller.words.greeting });
});

callTest("the network is gone for 25 s without a word", async (stage) => {
  await using network = startMembersNetwork();
  await using caller = await stage.visits({ proxy: network.proxy });
  await tellsHerName(caller);
  const cutAt = await caller.now();
  network.cut();
  await pauseOf(25_000);
  network.mend();
  await caller.hadMood("reconnecting", cutAt);
  await goesOn(caller, (words) => isHeardSaying(stage, caller, words));
  assert.deepEqual((await caller.transcript())[0], { mine: false, text: caller.words.greeting });
});

callTest("the page is read anew: it comes back into the call by itself", async (stage) => {
  await using caller = await stage.visits();
  await tellsHerName(caller);
  await caller.page.reload();
  await goesOn(caller);
});

callTest(
  "the phone is changed: the call goes on there, and nobody fights for it",
  async (stage) => {
    await using first = await stage.visits();
    await tellsHerName(first);
    await using second = await stage.visits({ member: first.member });
    await second.app.shows(second.words.on);
    await second.app.button(second.words.back).click();
    await first.app.shows(first.words.displaced);
    await goesOn(second);
    assert.equal(await first.page.locator('.call[data-phase="displaced"]').count(), 1);
    assert.equal(await second.page.locator('.call[data-phase="live"]').count(), 1);
  },
);

/** Calls, and says a name that is to be known later. */
async function tellsHerName(caller: Caller): Promise<void> {
  await caller.calls();
  await caller.introduces();
}

/**
 * Says something once the network is there again, and says it again where she did not hear it, as people
 * do: sound that waited in the network comes all at once then, and what is said behind it may be lost.
 */
async function isHeardSaying(stage: CallStage, caller: Caller, words: string): Promise<void> {
  stage.live.hears(words);
  const heard = () => stage.talk().heard.includes(words);
  await until(async () => {
    await caller.sounds(words);
    return await until(heard, "an ear", SAID_AGAIN_AFTER).catch(() => false);
  }, "the words to be heard");
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
