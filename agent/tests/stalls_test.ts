import { equal, match, ok } from "node:assert/strict";
import { createLiveModel } from "../gemini_live.ts";
import { STALL_TIMES, StallWatch } from "../stalls.ts";
import { LiveServer } from "./kit/live_server.ts";
import { espeak, hasVoice, join, silence } from "./kit/sounds.ts";
import { startTalk, type Talk, until } from "./kit/talk.ts";

const TIMES = { askAgain: 900, restart: 900, giveUp: 1_500 };

interface Scene {
  server: LiveServer;
  talk: Talk;
  events: string[];
}

function watched(name: string, run: (scene: Scene) => Promise<void>): void {
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
        onBack: (resumed) => events.push(resumed ? "resumed" : "told anew"),
      });
      const { restart } = model;
      model.restart = function () {
        events.push("restart");
        restart.call(this);
      };
      const watch = new StallWatch(model, {
        times: TIMES,
        onAskingAgain: (kind) => events.push(`again: ${kind}`),
        onGivenUp: () => events.push("given up"),
      });
      await using talk = await startTalk(model, { speed: 10 });
      const peer = await server.peer(1);
      peer.offer("handle");
      await run({ server, talk, events });
      watch.close();
    },
  });
}

const question = () => join(silence(500), espeak("ru", "Сколько стоит биткоин"), silence(700));

Deno.test("an answer is missed after four seconds, and again after four more", () => {
  equal(STALL_TIMES.askAgain, 4_000);
  equal(STALL_TIMES.restart, 4_000);
});

Deno.test("a process that was held up reads first what came meanwhile", async () => {
  const again: string[] = [];
  const watch = new StallWatch(
    { watch: () => () => {}, askAgain: () => true, restart() {}, open: true },
    { times: { ...TIMES, askAgain: 20, restart: 20 }, onAskingAgain: (kind) => again.push(kind) },
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
  async (it) => {
    const peer = it.server.peers[0];
    it.talk.microphone.push(question());
    await peer.until((each) => each.audio.length > 16 * 2_000);
    peer.understand("Сколько стоит биткоин");
    await peer.until((each) => each.texts.includes("user:Сколько стоит биткоин!"));
    equal(it.events.join(), "again: said");
    const next = await it.server.peer(2);
    equal(next.handle, "handle");
    await next.until((each) => each.audio.length > 16 * 1_500);
    next.say("Много");
    await until(() => it.talk.items.at(-1) === "assistant: Много", "an answer");
    equal(it.events.join(), "again: said,restart,resumed");
  },
);

watched("nothing whatever is tried: the model is given up, once", async (it) => {
  it.talk.session.generateReply({ userInput: "Hi" });
  await until(() => it.events.includes("given up"), "the end of the tries");
  await new Promise((resolve) => setTimeout(resolve, 2 * TIMES.giveUp));
  equal(it.events.join(), "again: content,restart,resumed,given up");
});

watched("what was not even understood: asked whether something was said", async (it) => {
  const peer = it.server.peers[0];
  it.talk.microphone.push(question());
  await peer.until((each) => each.texts.length > 0);
  match(peer.texts[0], /not answered yet/);
});

watched("nothing after something typed", async (it) => {
  const peer = it.server.peers[0];
  it.talk.session.generateReply({ userInput: "Hi" });
  await peer.until((each) => each.texts.filter((text) => text === "user:Hi!").length === 2);
  peer.say("Hi");
  await until(() => it.talk.items.includes("assistant: Hi"));
  equal(it.events.filter((event) => event.startsWith("again")).length, 1);
});

watched("an answer that comes in time, or comes slowly, is not asked for again", async (it) => {
  const peer = it.server.peers[0];
  it.talk.microphone.push(question());
  await peer.until((each) => each.audio.length > 16 * 2_000);
  peer.say("Сейчас ", { end: false });
  await new Promise((resolve) => setTimeout(resolve, 2 * TIMES.askAgain + 200));
  peer.say("посмотрю");
  await new Promise((resolve) => setTimeout(resolve, 2 * TIMES.askAgain + 200));
  equal(peer.texts.length, 0);
  equal(it.events.join(), "");
});

watched("an answer that comes before the pause is over is an answer", async (it) => {
  const peer = it.server.peers[0];
  it.talk.microphone.push(join(silence(500), espeak("ru", "Сколько стоит биткоин")));
  await peer.until((each) => each.audio.length > 16 * 1_500);
  peer.say("Много");
  await until(() => it.talk.items.includes("assistant: Много"));
  it.talk.microphone.push(silence(1_000));
  await new Promise((resolve) => setTimeout(resolve, 2 * TIMES.askAgain));
  equal(it.events.join(), "");
});

watched("nothing is asked while the member goes on speaking", async (it) => {
  const peer = it.server.peers[0];
  const first = espeak("ru", "Сколько стоит биткоин");
  const words = join(silence(500), first, silence(350), espeak("ru", "и сколько он стоил вчера"));
  await it.talk.microphone.speak(words);
  equal(it.events.join(), "");
  ok(peer.texts.length === 0);
});
