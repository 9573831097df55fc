/**
 * Each test says what the plain plugin does in its place. With `PLAIN_PLUGIN=1` all of this runs with the
 * plain plugin, to see that it still does: whoever pins a new version runs it so first.
 */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { llm, type voice } from "@livekit/agents";
import * as google from "@livekit/agents-plugin-google";
import { z } from "zod";
import { createLiveModel, type LiveOptions, PLUGIN_VERSION } from "../gemini_live.ts";
import { pause } from "../pause.ts";
import { answered } from "../slow_tool.ts";
import { type LivePeer, LiveServer } from "./kit/live_server.ts";
import { espeak, silence } from "./kit/sounds.ts";
import { startTalk, type Talk, until } from "./kit/talk.ts";

const PLAIN = Deno.env.get("PLAIN_PLUGIN") === "1";
/** Tries follow each other quickly; none of them is given up for being slow. */
const TIMES = { retries: [0, 30, 60, 120], settle: 60, connect: 60_000 };

/** A talk with a server, and what the model told of its connection. */
interface Scene extends AsyncDisposable {
  server: LiveServer;
  talk: Talk;
  events: string[];
  /** Lets tools that are held come to their end. */
  release(): void;
}

function makeModel(server: LiveServer, events: string[], options: Partial<LiveOptions>) {
  const model = options.model ?? "gemini-3.8-live";
  if (PLAIN) {
    const httpOptions = { baseUrl: server.url };
    return new google.realtime.RealtimeModel({ apiKey: "key", model, voice: "Kore", httpOptions });
  }
  return createLiveModel({
    apiKey: "key",
    model,
    voice: "Kore",
    baseUrl: server.url,
    times: TIMES,
    onLost: (code, planned) => events.push(planned ? "leaving" : `lost ${code}`),
    onBack: (resumed) => events.push(resumed ? "resumed" : "told anew"),
    onFailed: (failure) => events.push(`failed: ${failure}`),
    ...options,
  });
}

type Given = Partial<LiveOptions> & {
  tools?: (model: () => llm.RealtimeModel, held: () => Promise<void>) => llm.ToolContextEntry[];
  chatCtx?: llm.ChatContext;
  speed?: number;
  prepare?: (server: LiveServer) => void;
};

async function scene(
  { tools, chatCtx, speed = 10, prepare, ...options }: Given = {},
): Promise<Scene> {
  const server = await LiveServer.start();
  prepare?.(server);
  const events: string[] = [];
  const released = Promise.withResolvers<void>();
  const model = makeModel(server, events, options);
  const given = tools?.(() => model, () => released.promise) ?? [];
  const talk = await startTalk(model, { tools: given, chatCtx, speed });
  return {
    server,
    talk,
    events,
    release: () => released.resolve(),
    async [Symbol.asyncDispose]() {
      await talk[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The greeting was asked for and said; the handle after it is `greeted`. */
async function greet({ server, talk }: Scene): Promise<LivePeer> {
  const handle = talk.session.generateReply({ instructions: "Greet the member" });
  await until(() => server.peers.some((peer) => peer.texts.length > 0), "a greeting asked for");
  const peer = server.peers.find((each) => each.texts.length > 0)!;
  peer.say("Hello there", { handle: "greeted" });
  await handle.waitForPlayout();
  return peer;
}

/** After the greeting the member asked for something, and the tool for it is running. */
async function lookingUp(it: Scene): Promise<LivePeer> {
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Look" });
  await peer.until((each) => each.texts.includes("user:Look!"));
  peer.call({ id: "a", name: "look_up", args: { word: "one" } });
  await until(() => it.talk.session.agentState === "thinking", "the tool running");
  return peer;
}

/** Waits until the model told this; the plain plugin tells nothing, and gets a moment. */
function told({ events }: Scene, event: string): Promise<void> {
  if (PLAIN) return pause(300);
  return until(() => events.includes(event), event);
}

/** Runs one scene, and ends it. */
function live(name: string, given: Given, run: (scene: Scene) => Promise<void>): void {
  Deno.test({
    name,
    // The framework keeps timers and native handles of its own for as long as the process lives.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using it = await scene(given);
      await run(it);
    },
  });
}

Deno.test("the plugin is the version that the mends were made for", () => {
  const path = "node_modules/@livekit/agents-plugin-google/package.json";
  const { version } = JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
  equal(
    version,
    PLUGIN_VERSION,
    "gemini_live.ts reaches into the plugin's insides: run this file with PLAIN_PLUGIN=1, see which " +
      "faults are left, compare realtime_api.ts with live_plugin.ts, and then change PLUGIN_VERSION",
  );
});

live("connects once, with the tools", { tools: () => [slowTool()] }, async ({ server, talk }) => {
  // Plain: connects without the tools, then once more with them.
  talk.session.generateReply({ instructions: "Greet" });
  const peer = await server.peer(1);
  await peer.until((each) => each.texts.includes("model:Greet!"));
  equal(server.peers.length, 1);
  equal(peer.setup.tools[0].functionDeclarations[0].name, "look_up");
  equal(peer.setup.generationConfig.thinkingConfig, undefined);
  deepEqual(peer.setup.generationConfig.responseModalities, ["AUDIO"]);
});

live(
  "goAway: the sentence is finished, then it resumes without telling anything again",
  {},
  async (it) => {
    // Plain: leaves at once in the middle of the sentence, and tells the whole talk on top of the handle.
    const peer = await greet(it);
    const answer = it.talk.session.generateReply({ userInput: "Tell me something long" });
    await peer.until((each) => each.texts.includes("user:Tell me something long!"));
    peer.say("This is a ", { end: false });
    peer.send({ goAway: { timeLeft: "60s" } });
    await pause(200);
    equal(it.server.peers.length, 1);
    peer.say("long sentence", { handle: "second" });
    await answer.waitForPlayout();
    const next = await it.server.peer(peer.number + 1);
    equal(next.handle, "second");
    await told(it, "resumed");
    if (!PLAIN) equal(it.events.join(), "leaving,resumed");
    equal(it.talk.items.at(-1), "assistant: This is a long sentence");
    equal(next.texts.length, 0);
  },
);

live("goAway: leaves before the time is up, whatever is being said", {}, async (it) => {
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Talk without end" });
  await peer.until((each) => each.texts.includes("user:Talk without end!"));
  peer.say("On and on ", { end: false });
  peer.send({ goAway: { timeLeft: "1s" } });
  const next = await it.server.peer(peer.number + 1);
  equal(next.handle, "greeted");
  await next.until((each) => /Go on from there.*!/.test(each.texts.at(-1) ?? ""));
});

for (const code of [1000, 1001, 1006, 1011]) {
  live(`closed with ${code}: resumes, and answers what is typed then`, {}, async (it) => {
    // Plain: 1000 leaves a zombie that answers nothing; the others close the session for good.
    const peer = await greet(it);
    if (code === 1006) peer.socket.terminate();
    else peer.socket.close(code);
    const next = await it.server.peer(peer.number + 1);
    equal(next.handle, "greeted");
    await told(it, "resumed");
    it.talk.session.generateReply({ userInput: "Are you there?" });
    await next.until((each) => each.texts.includes("user:Are you there?!"));
    next.say("Yes I am");
    await until(() => it.talk.items.at(-1) === "assistant: Yes I am", "an answer");
    equal(next.texts.join(), "user:Are you there?!");
    equal(it.talk.ended(), null);
    equal(it.talk.items.filter((item) => item.includes("Hello")).length, 1);
  });
}

live("lost before the answer: what was typed is asked again", {}, async (it) => {
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "What is a wallet?" });
  await peer.until((each) => each.texts.includes("user:What is a wallet?!"));
  peer.socket.close(1011, "Internal error");
  const next = await it.server.peer(peer.number + 1);
  await next.until((each) => each.texts.includes("user:What is a wallet?!"));
  equal(next.texts.length, 1);
});

live("lost before the greeting was heard: greets once, on the new connection", {}, async (it) => {
  const handle = it.talk.session.generateReply({ instructions: "Greet" });
  const peer = await it.server.peer(1);
  await peer.until((each) => each.texts.includes("model:Greet!"));
  peer.socket.close(1011);
  const next = await it.server.peer(peer.number + 1);
  await next.until((each) => each.texts.includes("model:Greet!"));
  next.say("Hello");
  await handle.waitForPlayout();
  equal(it.talk.items.join(), "assistant: Hello");
});

live("an old handle that is refused: the talk is told anew, with what tools answered", {
  tools: (model) => [quickTool(model)],
}, async (it) => {
  // Plain: leaves what tools answered out.
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Price?" });
  await peer.until((each) => each.texts.includes("user:Price?!"));
  peer.call({ id: "1", name: "price", args: {} });
  await peer.until((each) => each.toolResponses.length === 1);
  peer.say("It is five", { handle: "priced" });
  await until(() => it.talk.items.at(-1) === "assistant: It is five");
  it.server.closeAtSetup = ({ setup }) =>
    setup.sessionResumption?.handle ? [1008, "BidiGenerateContent session not found"] : null;
  peer.socket.close(1011);
  const next = await it.server.peer(peer.number + 2);
  equal(next.handle, undefined);
  await next.until((each) => each.texts.length > 0);
  const history = next.texts.join("\n");
  match(history, /model:Hello there/);
  match(history, /user:Price\?/);
  match(history, /Result of price: .*five coins/);
  match(history, /model:It is five/);
  ok(!history.includes("!"));
  await told(it, "told anew");
});

live("what is typed is asked once, also with models 3.x", {}, async (it) => {
  // Plain: with 3.x it throws inside and is lost; with older ones it goes out apart from the wish.
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Hi" });
  await peer.until((each) => each.texts.includes("user:Hi!"));
  equal(peer.texts.join(), "model:Greet the member!,user:Hi!");
});

live("what is typed after an interruption goes out once", { speed: 1 }, async (it) => {
  // Plain: as realtime text, and again as content.
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Long please" });
  await peer.until((each) => each.texts.includes("user:Long please!"));
  peer.say("one two three four five six seven eight nine ten ", { end: false });
  await until(() => it.talk.session.agentState === "speaking");
  it.talk.session.interrupt();
  it.talk.session.generateReply({ userInput: "Stop" });
  await peer.until((each) => each.texts.includes("user:Stop!"));
  peer.send({ serverContent: { interrupted: true } });
  peer.send({ serverContent: { turnComplete: true } });
  peer.say("Stopped");
  await until(
    () => it.talk.items.at(-1) === "assistant: Stopped",
    "an answer after the interruption",
  );
  equal(peer.messages.filter((message) => message.realtimeInput?.text).length, 0);
  equal(peer.texts.filter((text) => text.includes("Stop")).length, 1);
});

live(
  "not silent after an interruption whose end the server never tells",
  { speed: 1 },
  async (it) => {
    // Plain: throws everything away until an end of the old turn comes.
    const peer = await greet(it);
    it.talk.session.generateReply({ userInput: "Long please" });
    await peer.until((each) => each.texts.includes("user:Long please!"));
    peer.say("one two three four five six seven eight nine ten ", { end: false });
    await until(() => it.talk.session.agentState === "speaking");
    peer.send({ serverContent: { interrupted: true } });
    await until(() => it.talk.session.agentState !== "speaking");
    peer.understand("Wait a moment");
    peer.say("I am listening");
    await until(() => it.talk.items.at(-1) === "assistant: I am listening", "an answer");
    ok(it.talk.items.includes("user: Wait a moment"), it.talk.items.join("\n"));
  },
);

live("parallel tool calls are all answered, in one message or in two", {
  tools: (model) => [quickTool(model), slowTool(model, () => pause(150))],
}, async (it) => {
  // Plain: a second message interrupts the tools of the first, whose result is lost (agents-js#1137).
  const peer = await greet(it);
  it.talk.session.generateReply({ userInput: "Both" });
  await peer.until((each) => each.texts.includes("user:Both!"));
  peer.call({ id: "a", name: "look_up", args: { word: "one" } }, {
    id: "b",
    name: "price",
    args: {},
  });
  peer.call({ id: "c", name: "look_up", args: { word: "two" } });
  await peer.until((each) => each.toolResponses.length >= 3);
  const outputs = peer.toolResponses.map(({ id, response }) => `${id}:${response.output}`).sort();
  equal(outputs.join(), 'a:about one,b:{"price":"five coins"},c:about two');
  peer.say("All found");
  await until(() => it.talk.items.at(-1) === "assistant: All found");
  equal(peer.toolResponses.length, 3);
});

live(
  "a tool that was interrupted still answers",
  { tools: (model, held) => [slowTool(model, held)] },
  async (it) => {
    // Plain: the result is never sent, and with a blocking model nothing the member says either.
    const peer = await lookingUp(it);
    it.talk.session.interrupt();
    it.release();
    await peer.until((each) => each.toolResponses.length === 1);
    peer.say("Here it is");
    await until(() => it.talk.items.at(-1) === "assistant: Here it is");
  },
);

live("a tool whose connection went away answers in words", {
  tools: (model, held) => [slowTool(model, held)],
}, async (it) => {
  const peer = await lookingUp(it);
  peer.socket.close(1011);
  const next = await it.server.peer(peer.number + 1);
  it.release();
  await next.until((each) => each.texts.includes("user:[Result of look_up: about one]!"));
  equal(next.toolResponses.length, 0);
  next.say("Here it is");
  await until(() => it.talk.items.at(-1) === "assistant: Here it is");
});

live("what the agent wants said waits for a tool that runs", {
  tools: (model, held) => [slowTool(model, held)],
}, async (it) => {
  // Plain: sends it at once, which takes the tool's call back.
  const peer = await lookingUp(it);
  it.talk.session.generateReply({ instructions: "Two minutes are left" });
  await pause(300);
  it.release();
  await peer.until((each) => each.toolResponses.length === 1);
  equal(peer.texts.filter((text) => text.includes("Two minutes")).length, 0);
  peer.say("Here it is");
  await peer.until((each) => each.texts.includes("model:Two minutes are left!"));
});

live("the member is heard from the first word spoken while it was away", {}, async (it) => {
  // Plain: what is spoken while it connects is lost with the old queue.
  const peer = await greet(it);
  it.server.refuse = () => 503;
  peer.socket.close(1011);
  await told(it, "lost 1011");
  const words = espeak("ru", "Сколько стоит биткоин сегодня");
  it.talk.microphone.push(words);
  it.talk.microphone.push(silence(1_000));
  await until(() => it.server.attempts >= 3);
  it.server.refuse = () => null;
  const next = await it.server.peer(peer.number + 1);
  await next.until((each) => each.audio.length >= 16 * 2_000);
  ok(loudMilliseconds(next.audio) > 0.9 * loudMilliseconds(words, 24));
});

live(
  "what was spoken and not answered is sent again on the new connection, once",
  {},
  async (it) => {
    const peer = await greet(it);
    it.talk.microphone.push(silence(500));
    const words = espeak("ru", "Сколько стоит биткоин сегодня");
    it.talk.microphone.push(words);
    it.talk.microphone.push(silence(800));
    await peer.until((each) => each.audio.length > 16 * 2_500);
    const heard = loudMilliseconds(peer.audio);
    peer.socket.close(1011);
    const next = await it.server.peer(peer.number + 1);
    await next.until((each) => each.audio.length > 16 * 2_000);
    ok(Math.abs(loudMilliseconds(next.audio) - heard) < 100);
    next.understand("Сколько стоит биткоин");
    next.say("Много");
    await until(() => it.talk.items.at(-1) === "assistant: Много");
    next.socket.close(1011);
    const third = await it.server.peer(next.number + 1);
    await pause(200);
    equal(loudMilliseconds(third.audio), 0);
    equal(third.texts.length, 0);
  },
);

for (
  const [status, failure] of [[429, "quota"], [503, "unavailable"], [403, "refused"]] as const
) {
  live(`refused with ${status} at the start: told as ${failure}, after bounded tries`, {
    prepare: (server) => server.refuse = () => status,
  }, async (it) => {
    // Plain: waits for ever for a connection that never opens, or closes the session.
    await until(() => it.events.includes(`failed: ${failure}`), "a failure");
    equal(it.server.attempts, status === 403 ? 1 : TIMES.retries.length + 1);
    await pause(200);
    equal(it.server.attempts, status === 403 ? 1 : TIMES.retries.length + 1);
  });
}

live("refused for some moments at the start: then greets", {
  prepare: (server) => server.refuse = (attempt) => attempt <= 2 ? 503 : null,
}, async (it) => {
  const peer = await greet(it);
  equal(peer.number, 1);
  equal(it.events.join(), "");
});

live("quota used up in the middle, told by the code of the close", {}, async (it) => {
  const peer = await greet(it);
  it.server.closeAtSetup = () => [1011, "You exceeded your current quota"];
  peer.socket.close(1011, "You exceeded your current quota");
  await until(() => it.events.includes("failed: quota"), "a failure");
  equal(it.events.join(), "lost 1011,failed: quota");
  equal(it.talk.ended(), null);
});

live("a connection that says nothing is given up in time", {
  prepare: (server) => server.mute = true,
  times: { ...TIMES, connect: 100, retries: [0] },
}, async (it) => {
  await until(() => it.events.includes("failed: unavailable"), "a failure");
});

live("what the member says is theirs at once, not when the answer is complete", {}, async (it) => {
  // Plain: only when the whole answer was generated; a crash until then loses it.
  const peer = await greet(it);
  peer.understand("What ");
  peer.understand("is this?");
  peer.say("This is ", { end: false });
  await until(() => it.talk.items.includes("user: What is this?"), "the member's words");
  peer.say("Sfera");
  await until(() => it.talk.items.at(-1) === "assistant: This is Sfera");
});

function quickTool(model?: () => llm.RealtimeModel): llm.ToolContextEntry {
  return llm.tool({
    name: "price",
    description: "A price",
    parameters: z.object({}),
    execute: (_, run) => direct(model, run, () => Promise.resolve({ price: "five coins" })),
  });
}

function slowTool(
  model?: () => llm.RealtimeModel,
  found: () => Promise<void> = () => Promise.resolve(),
): llm.ToolContextEntry {
  return llm.tool({
    name: "look_up",
    description: "Looks something up",
    parameters: z.object({ word: z.string() }),
    execute: ({ word }, run) =>
      direct(model, run, async () => {
        await found();
        return `about ${word}`;
      }),
  });
}

function direct<Output>(
  model: (() => llm.RealtimeModel) | undefined,
  run: { toolCallId: string; ctx: voice.RunContext },
  work: () => Promise<Output>,
): Promise<Output> {
  return PLAIN || !model
    ? work()
    : answered(model() as ReturnType<typeof createLiveModel>, run, work);
}

/** How much of this is loud, in milliseconds. */
function loudMilliseconds(samples: Int16Array, each = 16): number {
  return samples.reduce((sum, sample) => sum + (Math.abs(sample) > 300 ? 1 : 0), 0) / each;
}
