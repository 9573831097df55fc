import { equal, ok } from "node:assert/strict";
import { llm, voice } from "@livekit/agents";
import { z } from "zod";
import { createLiveModel, type LiveModel } from "../gemini_live.ts";
import { answered, type Bridge, createBridge, SLOW_AFTER } from "../slow_tool.ts";
import { PATIENCE } from "../../tests/kit/conditions.ts";
import { LiveServer } from "./kit/live_server.ts";
import { startTalk, type Talk, until } from "./kit/talk.ts";

const AFTER = 500;

interface Scene {
  server: LiveServer;
  talk: Talk;
  /** Lets the tool that was called for this end. */
  end(what: string): void;
}

/** A talk with a tool `wait`, which takes until it is told to end. */
async function withTool(run: (scene: Scene) => Promise<void>): Promise<void> {
  await using server = await LiveServer.start();
  const live = { apiKey: "key", model: "gemini-3.8-live", voice: "Kore", baseUrl: server.url };
  const model: LiveModel = createLiveModel({ ...live, times: { connect: PATIENCE } });
  const sessions: voice.AgentSession[] = [];
  const bridge: Bridge = createBridge({
    live,
    session: () => sessions[0],
    phrase: "Одну минуту",
    instructions: "Say «Одну минуту»",
    after: AFTER,
    fetchWithin: PATIENCE,
  });
  const ends = new Map<string, PromiseWithResolvers<void>>();
  const endOf = (what: string) => {
    if (!ends.has(what)) ends.set(what, Promise.withResolvers());
    return ends.get(what)!;
  };
  const wait = llm.tool({
    name: "wait",
    description: "Waits",
    parameters: z.object({ for: z.string() }),
    execute: ({ for: what }, call) =>
      answered(model, call, () =>
        bridge.over(async () => {
          if (what === "nothing") throw new Error("broken");
          await endOf(what).promise;
          return `waited for ${what}`;
        })),
  });
  await using talk = await startTalk(model, { tools: [wait], speed: 10 });
  sessions.push(talk.session);
  const peer = await server.peer(1);
  talk.session.generateReply({ instructions: "Wait" });
  await peer.until((each) => each.texts.includes("model:Wait!"));
  await run({ server, talk, end: (what) => endOf(what).resolve() });
}

const live = { sanitizeOps: false, sanitizeResources: false };

Deno.test("a tool is slow after a second and a half", () => equal(SLOW_AFTER, 1_500));

Deno.test({
  ...live,
  name: "a slow tool is bridged by one phrase, and its result is told all the same",
  fn: () =>
    withTool(async ({ server, talk, end }) => {
      const [peer] = server.peers;
      peer.call(
        { id: "a", name: "wait", args: { for: "rain" } },
        { id: "b", name: "wait", args: { for: "snow" } },
      );
      const aside = await server.peer(2);
      await aside.until((each) => each.texts.includes("model:Say «Одну минуту»!"));
      aside.say("Одну минуту");
      const { loudspeaker } = talk;
      await until(() => loudspeaker.played > 0, "the phrase");
      equal(peer.toolResponses.length, 0);
      end("rain");
      end("snow");
      await peer.until((each) => each.toolResponses.length === 2);
      equal(peer.texts.join(), "model:Wait!");
      peer.say("Done");
      await until(() => talk.items.includes("assistant: Done"), "an answer");
      equal(server.peers.length, 2);
      await aside.until(({ closed }) => closed);
      // Said, but no turn of the talk.
      equal(talk.items.join(), "assistant: Done");
      const { played } = loudspeaker;
      peer.call({ id: "c", name: "wait", args: { for: "sun" } });
      await until(() => loudspeaker.played > played, "the phrase again");
      equal(peer.toolResponses.length, 2);
      end("sun");
      await peer.until((each) => each.toolResponses.length === 3);
      equal(server.peers.length, 2);
    }),
});

Deno.test({
  ...live,
  name: "a quick tool costs no connection, and says nothing",
  fn: () =>
    withTool(async ({ server, talk, end }) => {
      const [peer] = server.peers;
      end("nothing more");
      peer.call({ id: "a", name: "wait", args: { for: "nothing more" } });
      await peer.until((each) => each.toolResponses.length === 1);
      peer.say("Done");
      await until(() => talk.items.includes("assistant: Done"));
      await new Promise((resolve) => setTimeout(resolve, AFTER));
      equal(server.peers.length, 1);
      equal(talk.items.join(), "assistant: Done");
    }),
});

Deno.test({
  ...live,
  name: "a tool that fails is answered too",
  fn: () =>
    withTool(async ({ server }) => {
      const [peer] = server.peers;
      peer.call({ id: "a", name: "wait", args: { for: "nothing" } });
      await peer.until((each) => each.toolResponses.length === 1);
      ok(peer.toolResponses[0].response.output.includes("error"));
      await new Promise((resolve) => setTimeout(resolve, 200));
      equal(peer.toolResponses.length, 1);
    }),
});
