import assert from "node:assert/strict";
import type { CallTicket, CallView } from "../../routes/schemas.ts";
import { type Box, callBox, sessionOf, startBox } from "../e2e/kit.ts";
import { until } from "../kit/conditions.ts";
import { liveKitTest, roomsOf } from "../kit/livekit.ts";

interface BoxState {
  voice: { available: boolean; reason: { en: string } };
}

/** Asks the service in the box as Anna's Mini App does. */
const anna = async (box: Box) => (await sessionOf(box.url, 1001)).ask;

/** Processes of a group that still run. */
async function processesOf(group: number): Promise<string[]> {
  const { stdout } = await new Deno.Command("ps", { args: ["-eo", "pgid=,stat=,args="] }).output();
  return new TextDecoder().decode(stdout).split("\n").map((line) => line.trim())
    .filter((line) => line.startsWith(`${group} `) && !/^\d+ Z/.test(line));
}

liveKitTest("a box with a LiveKit server takes calls, and leaves no process behind", async () => {
  const box = await startBox({ voice: true });
  const { livekit, agent } = box.development;
  try {
    const { voice } = await callBox(box.url, "GET", "/state") as BoxState;
    assert.deepEqual(voice, {
      available: true,
      reason: { ru: "можно звонить", en: "ready to call" },
    });

    const ask = await anna(box);
    const ticket = await ask<CallTicket>("POST", "/calls");
    assert.equal(ticket.server_url, livekit!.url);
    const status = async () => (await ask<CallView>("GET", `/calls/${ticket.call.id}`)).status;
    await until(async () => await status() === "live", "an agent begins");
    const rooms = roomsOf(livekit!);
    assert.equal((await rooms.listRooms()).length, 1);
    assert((await processesOf(agent!.pid)).length > 1);

    await ask("POST", `/calls/${ticket.call.id}/end`);
    await until(async () => (await rooms.listRooms()).length === 0, "the room is gone");
  } finally {
    await box[Symbol.asyncDispose]();
  }
  await until(async () => (await processesOf(agent!.pid)).length === 0, "no process left");
});

liveKitTest("a token that outlives its call opens nothing", async () => {
  await using box = await startBox({ voice: { agent: false } });
  const { livekit } = box.development;
  const ask = await anna(box);
  const { call, participant_token: token } = await ask<CallTicket>("POST", "/calls");
  const validate = async () => {
    const address = livekit!.url.replace("ws", "http");
    const response = await fetch(`${address}/rtc/validate?access_token=${token}&protocol=16`);
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await validate(), 200);
  await ask("POST", `/calls/${call.id}/end`);
  await until(async () => await validate() === 404, "the room is gone");
});

liveKitTest("where no worker is, a call is given up and costs nothing", async () => {
  await using box = await startBox({ voice: { agent: false }, times: { noAgent: 300 } });
  const ask = await anna(box);
  const { call: { id } } = await ask<CallTicket>("POST", "/calls");
  const call = await until(async () => {
    const seen = await ask<CallView>("GET", `/calls/${id}`);
    return seen.status === "ended" && seen;
  }, "the call is given up");
  assert.equal(call.endReason, "no_agent");
  assert.equal(call.charged, false);
  assert.equal(call.talkedSeconds, 0);
});

liveKitTest("a call is started again once LiveKit is back", async () => {
  await using box = await startBox({ voice: { agent: false } });
  const { livekit } = box.development;
  const ask = await anna(box);
  await livekit!.kill();
  await assert.rejects(ask("POST", "/calls"), /POST \/calls: 503/);
  await livekit!.restart();
  const { call } = await ask<CallTicket>("POST", "/calls");
  assert.equal(call.status, "starting");
});

liveKitTest("a box of which no calls are asked starts neither server nor worker", async () => {
  await using box = await startBox();
  assert.equal(box.development.livekit, undefined);
  assert.equal(box.development.agent, undefined);
  const { voice } = await callBox(box.url, "GET", "/state") as BoxState;
  assert.equal(voice.available, false);
  assert.match(voice.reason.en, /livekit-server/);
});
