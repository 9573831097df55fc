import { deepEqual, equal, match } from "node:assert/strict";
import { once } from "node:events";
import { voice } from "@livekit/agents";
import { PATIENCE } from "../../tests/kit/conditions.ts";
import { type AskKind, createLiveModel } from "../gemini_live.ts";
import { STALL_TIMES, type StallTimes, StallWatch } from "../stalls.ts";
import { FakeTime } from "./kit/fake_time.ts";
import { type LivePeer, LiveServer } from "./kit/live_server.ts";
import { espeak, hasVoice, join, silence } from "./kit/sounds.ts";
import { startTalk, type Talk, until } from "./kit/talk.ts";

/** What is to be seen comes soon, what is to come first has all the time. */
const SOON = 900;
const NEVER = 10 * PATIENCE;

interface Scene {
  server: LiveServer;
  talk: Talk;
  events: string[];
  /** What was due, one after the other; the last is due now, or nothing is. */
  dues: (AskKind | null)[];
}

function watched(
  name: string,
  times: Partial<StallTimes>,
  run: (scene: Scene) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !hasVoice,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using server = await LiveServer.start();
      const events: string[] = [];
      const model = createLiveModel({
        apiKey: "key",
        model: "gemini-3.8-live",
        voice: "Kore",
        baseUrl: server.url,
        times: { connect: PATIENCE },
        onBack: (resumed) => events.push(resumed ? "resumed" : "told anew"),
      });
      const { restart } = model;
      model.restart = function () {
        events.push("restart");
        restart.call(this);
      };
      const watch = new StallWatch(model, {
        times: { askAgain: NEVER, restart: NEVER, giveUp: NEVER, ...times },
        onAskingAgain: (kind) => events.push(`again: ${kind}`),
        onGivenUp: () => events.push("given up"),
      });
      const dues: Scene["dues"] = [];
      model.watch({ asked: (kind) => dues.push(kind), settled: () => dues.push(null) });
      await using talk = await startTalk(model, { speed: 10 });
      const peer = await server.peer(1);
      peer.offer("handle");
      await run({ server, talk, events, dues });
      watch.close();
    },
  });
}

const question = () => join(silence(500), espeak("ru", "Сколько стоит биткоин"), silence(700));

Deno.test("an answer is missed after four seconds, and again after four more", () => {
  equal(STALL_TIMES.askAgain, 4_000);
  equal(STALL_TIMES.restart, 4_000);
});

Deno.test("what is answered is not asked for again, however long the answer takes", () => {
  using time = new FakeTime();
  const again: string[] = [];
  const watch = new StallWatch(
    { watch: () => () => {}, askAgain: () => true, restart() {}, open: true },
    { onAskingAgain: (kind) => again.push(kind) },
  );
  watch.asked("said", 600);
  time.pass(STALL_TIMES.askAgain - 601);
  watch.settled();
  time.pass(60_000);
  equal(again.join(), "");
  watch.asked("said", 600);
  time.pass(STALL_TIMES.askAgain - 600);
  equal(again.join(), "said");
  watch.close();
});

Deno.test("a process that was held up reads first what came meanwhile", async () => {
  const again: string[] = [];
  const watch = new StallWatch(
    { watch: () => () => {}, askAgain: () => true, restart() {}, open: true },
    { times: { askAgain: 20, restart: 20, giveUp: 20 }, onAskingAgain: (kind) => again.push(kind) },
  );
  watch.asked("said", 0);
  const until = performance.now() + 400;
  while (performance.now() < until);
  // The answer has come, and is read after the timer that is overdue.
  await new Promise((resolve) => setTimeout(resolve, 50));
  watch.settled();
  await new Promise((resolve) => setTimeout(resolve, 300));
  equal(again.length, 0);
  watch.close();
});

watched(
  "nothing after the member spoke: asked again in words, then on a new connection",
  { askAgain: SOON, restart: SOON },
  async (it) => {
    const peer = it.server.peers[0];
    const understood = once(it.talk.session, voice.AgentSessionEventTypes.UserInputTranscribed);
    peer.understand("Сколько стоит биткоин");
    await understood;
    it.talk.microphone.push(question());
    await peer.until((each) => each.texts.includes("user:Сколько стоит биткоин!"));
    const next = await it.server.peer(2);
    equal(next.handle, "handle");
    await next.until((each) => each.audio.length > 16 * 1_500);
    next.say("Много");
    await until(() => it.talk.items.at(-1) === "assistant: Много", "an answer");
    equal(it.events.join(), "again: said,restart,resumed");
  },
);

const ALL_SOON = { askAgain: SOON, restart: SOON, giveUp: SOON };

watched("nothing whatever is tried: the model is given up, once", ALL_SOON, async (it) => {
  it.talk.session.generateReply({ userInput: "Hi" });
  await until(() => it.events.includes("given up"), "the end of the tries");
  await new Promise((resolve) => setTimeout(resolve, 2 * SOON));
  equal(it.events.join(), "again: content,restart,resumed,given up");
});

const ASK_SOON = { askAgain: SOON };

watched("what was not even understood: asked whether something was said", ASK_SOON, async (it) => {
  const peer = it.server.peers[0];
  it.talk.microphone.push(question());
  await peer.until((each) => each.texts.length > 0);
  match(peer.texts[0], /not answered yet/);
});

watched("nothing after something typed", ASK_SOON, async (it) => {
  const peer = it.server.peers[0];
  it.talk.session.generateReply({ userInput: "Hi" });
  await peer.until((each) => each.texts.filter((text) => text === "user:Hi!").length === 2);
  peer.say("Hi");
  await until(() => it.talk.items.includes("assistant: Hi"));
  equal(it.events.filter((event) => event.startsWith("again")).length, 1);
});

watched("an answer that comes in time, or comes slowly, is no longer due", {}, async (it) => {
  const peer = it.server.peers[0];
  it.talk.microphone.push(question());
  await until(() => it.dues.at(-1) === "said", "an answer due");
  peer.say("Сейчас ", { end: false });
  await until(() => it.dues.at(-1) === null, "the answer begun");
  peer.say("посмотрю");
  await until(() => it.talk.items.includes("assistant: Сейчас посмотрю"));
  equal(it.dues.at(-1), null);
});

watched("an answer that comes before the pause is over is an answer", {}, async (it) => {
  const peer = it.server.peers[0];
  const words = join(silence(500), espeak("ru", "Сколько стоит биткоин"));
  it.talk.microphone.push(words);
  await allHeard(peer, words);
  equal(it.dues.at(-1), null);
  peer.say("Много");
  await until(() => it.talk.items.includes("assistant: Много"));
  const pause = silence(1_000);
  it.talk.microphone.push(pause);
  await allHeard(peer, words, pause);
  equal(it.dues.at(-1), null);
});

watched("what seemed due is not, when the member goes on speaking", {}, async (it) => {
  const peer = it.server.peers[0];
  const first = espeak("ru", "Сколько стоит биткоин");
  const words = join(silence(500), first, silence(350), espeak("ru", "и сколько он стоил вчера"));
  it.talk.microphone.push(words);
  await allHeard(peer, words);
  deepEqual(it.dues, [null, "said", null]);
  equal(peer.texts.length, 0);
});

/** Waits until the model has taken all of these sounds, but for a chunk that is not full yet. */
function allHeard(peer: LivePeer, ...sounds: Int16Array[]): Promise<void> {
  const milliseconds = join(...sounds).length / 24;
  return peer.until(({ audio }) => audio.length / 16 > milliseconds - 100);
}
