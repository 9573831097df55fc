import { equal, ok } from "node:assert/strict";
import { llm, voice } from "@livekit/agents";
import { z } from "zod";
import { createLiveModel, type LiveModel } from "../gemini_live.ts";
import { answered, type Bridge, createBridge, SLOW_AFTER } from "../slow_tool.ts";
import { LiveServer } from "./kit/live_server.ts";
import { startTalk, type Talk, until } from "./kit/talk.ts";

const AFTER = 500;

/** A talk whose tool `wait` takes as long as it is told. */
async function withTool(run: (server: LiveServer, talk: Talk) => Promise<void>): Promise<void> {
  await using server = await LiveServer.start();
  const live = { apiKey: "key", model: "gemini-3.8-live", voice: "Kore", baseUrl: server.url };
  const model: LiveModel = createLiveModel(live);
  const sessions: voice.AgentSession[] = [];
  const bridge: Bridge = createBridge({
    live,
    session: () => sessions[0],
    phrase: "Одну минуту",
    instructions: "Say «Одну минуту»",
    after: AFTER,
  });
  const wait = llm.tool({
    name: "wait",
    description: "Waits",
    parameters: z.object({ milliseconds: z.number() }),
    execute: ({ milliseconds }, call) =>
      answered(model, call, () =>
        bridge.over(async () => {
          if (milliseconds < 0) throw new Error("broken");
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          return `waited ${milliseconds}`;
        })),
  });
  await using talk = await startTalk(model, { tools: [wait], speed: 10 });
  sessions.push(talk.session);
  const peer = await server.peer(1);
  talk.session.generateReply({ instructions: "Wait" });
  await peer.until((each) => each.texts.includes("model:Wait!"));
  await run(server, talk);
}

const live = { sanitizeOps: false, sanitizeResources: false };

Deno.test("a tool is slow after a second and a half", () => equal(SLOW_AFTER, 1_500));

Deno.test({
  ...live,
  name: "a slow tool is bridged by one phrase, and its result is told all the same",
  fn: () =>
    withTool(async (server, talk) => {
      const [peer] = server.peers;
      peer.call(
        { id: "a", name: "wait", args: { milliseconds: 1_500 } },
        { id: "b", name: "wait", args: { milliseconds: 1_400 } },
      );
      const aside = await server.peer(2);
      await aside.until((each) => each.texts.includes("model:Say «Одну минуту»!"));
      aside.say("Одну минуту");
      await until(() => talk.session.agentState === "speaking", "the phrase", 1_500);
      equal(peer.toolResponses.length, 0);
      await peer.until((each) => each.toolResponses.length === 2);
      equal(peer.texts.join(), "model:Wait!");
      peer.say("Done");
      await until(() => talk.items.includes("assistant: Done"), "an answer");
      equal(server.peers.length, 2);
      ok(aside.closed);
      // Said, but no turn of the talk.
      equal(talk.items.join(), "assistant: Done");
      peer.call({ id: "c", name: "wait", args: { milliseconds: 1_000 } });
      await until(() => talk.session.agentState === "speaking", "the phrase again", 1_500);
      await peer.until((each) => each.toolResponses.length === 3);
      equal(server.peers.length, 2);
    }),
});

Deno.test({
  ...live,
  name: "a quick tool costs no connection, and says nothing",
  fn: () =>
    withTool(async (server, talk) => {
      const [peer] = server.peers;
      peer.call({ id: "a", name: "wait", args: { milliseconds: 50 } });
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
    withTool(async (server) => {
      const [peer] = server.peers;
      peer.call({ id: "a", name: "wait", args: { milliseconds: -1 } });
      await peer.until((each) => each.toolResponses.length === 1);
      ok(peer.toolResponses[0].response.output.includes("error"));
      await new Promise((resolve) => setTimeout(resolve, 200));
      equal(peer.toolResponses.length, 1);
    }),
});
