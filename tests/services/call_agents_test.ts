import assert from "node:assert/strict";
import { CALL_TIMES } from "../../domain/call.ts";
import { line, refused, SECOND, start } from "../kit/call_line.ts";
import { until } from "../kit/conditions.ts";

Deno.test("the job's stream breaks off: another agent is sent for, and the first is turned away", async () => {
  await using anna = await line({}, { ...CALL_TIMES, reconnect: 50 });
  const call = await anna.answered();
  await anna.talk(call, 30);
  const gone = new AbortController();
  const watching = anna.calls.watch(call.callId, call.token, gone.signal);
  await until(async () => (await anna.calls.current("anna"))?.stream === 2, "the stream");
  anna.clock.move(5 * SECOND);
  gone.abort();
  assert.equal(await watching, undefined);
  anna.clock.move(50);
  await until(() => anna.rooms.dispatches.length === 2, "another dispatch");
  assert.deepEqual(anna.rooms.asked.slice(1), [
    `removeAgents ${call.room}`,
    `dispatch ${call.room}`,
  ]);
  await refused(
    anna.calls.lease(call.callId, call.token, { memberPresent: true }),
    "epoch_stale",
  );
  await refused(anna.calls.begin(call.callId, anna.rooms.dispatches[0]!.token), "epoch_stale");
  // What it had still to write down is taken, until the other has begun.
  await anna.calls.authorize(call.callId, call.token, { ended: true });
  const second = await anna.calls.begin(call.callId, anna.rooms.dispatches[1]!.token);
  assert.equal(second.call.epoch, 2);
  await refused(anna.calls.authorize(call.callId, call.token, { ended: true }), "epoch_stale");
  assert.equal((await anna.used()).seconds, 35);
});

Deno.test("an agent whose stream only broke off for a moment goes on", async () => {
  await using anna = await line();
  const call = await anna.answered();
  const present = { memberPresent: true };
  const now = async () => (await anna.calls.current("anna"))!;
  const broken = async () => {
    const gone = new AbortController();
    const before = (await now()).stream;
    const watching = anna.calls.watch(call.callId, call.token, gone.signal);
    await until(async () => (await now()).stream > before, "the stream");
    assert.equal((await now()).replaceAt, null);
    gone.abort();
    await watching;
  };
  await broken();
  anna.clock.move(CALL_TIMES.reconnect - 1);
  await broken();
  // A renewal gives it more time; but it may have been on its way when the agent died.
  anna.clock.move(CALL_TIMES.reconnect - 1);
  await anna.calls.lease(call.callId, call.token, present);
  anna.clock.move(4 * CALL_TIMES.reconnect - 1);
  assert.equal((await anna.calls.lease(call.callId, call.token, present)).epoch, 1);
  anna.clock.move(4 * CALL_TIMES.reconnect);
  await refused(anna.calls.lease(call.callId, call.token, present), "epoch_stale");
});

Deno.test("a silent agent is replaced twice; then it is over", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 30);
  const dispatches = () => anna.rooms.dispatches.length;
  anna.clock.move(CALL_TIMES.tolerance);
  await anna.calls.sweep();
  assert.equal(dispatches(), 2);
  anna.clock.move(CALL_TIMES.noAgent);
  await anna.calls.sweep();
  assert.equal(dispatches(), 3);
  anna.clock.move(CALL_TIMES.noAgent);
  await anna.calls.sweep();
  assert.equal(dispatches(), 3);
  const over = await anna.calls.find("anna", call.callId);
  assert.equal(over.endReason, "agent_lost");
  // Nobody knows when it died: one lease of the silence is charged.
  assert.equal((await anna.used()).seconds, 60);
});

Deno.test("a job that is started anew begins a new epoch", async () => {
  await using anna = await line();
  const call = await anna.answered();
  const again = await anna.calls.begin(call.callId, anna.rooms.dispatches[0]!.token);
  assert.equal(again.call.epoch, 2);
  await refused(anna.calls.lease(call.callId, call.token, { memberPresent: true }), "epoch_stale");
  await anna.calls.lease(call.callId, again.token, { memberPresent: true });
});

Deno.test("tokens that are forged, of another call, or for something else are refused", async () => {
  await using anna = await line();
  const call = await anna.answered();
  const dispatched = anna.rooms.dispatches[0]!.token;
  const { call: other } = await anna.calls.hangUp("anna", call.callId)
    .then(() => anna.calls.start(start));
  for (
    const token of [
      "",
      "x",
      call.token,
      dispatched,
      `${call.token}x`,
      call.token.replace(".1.", ".2."),
    ]
  ) {
    await refused(anna.calls.lease(other.id, token, { memberPresent: true }), "session_invalid");
    await refused(anna.calls.begin(other.id, token), "session_invalid");
  }
  await refused(anna.calls.begin(call.callId, call.token), "session_invalid");
  await refused(anna.calls.authorize(call.callId, dispatched), "session_invalid");
});

Deno.test("what an agent still has to write is taken for two minutes after the end", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.calls.end(call.callId, call.token, "silence");
  assert.equal((await anna.calls.end(call.callId, call.token, "left")).endReason, "silence");
  await refused(anna.calls.authorize(call.callId, call.token), "call_ended", { reason: "silence" });
  await anna.calls.authorize(call.callId, call.token, { ended: true });
  anna.clock.move(120 * SECOND);
  await refused(anna.calls.authorize(call.callId, call.token, { ended: true }), "call_ended");
});

Deno.test("the watch of an agent ends with the call, in whichever process it was ended", async () => {
  await using anna = await line();
  const call = await anna.answered();
  const watching = anna.calls.watch(call.callId, call.token, new AbortController().signal);
  await anna.another().hangUp("anna", call.callId);
  assert.equal(await watching, "hung_up");
});

Deno.test("a restart of the service disturbs no agent that renews within its tolerance", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 30);
  const watching = anna.calls.watch(call.callId, call.token, new AbortController().signal);
  await until(async () => (await anna.calls.current("anna"))?.stream === 2, "the stream");
  await anna.calls.stop();
  assert.equal(await watching, undefined);
  anna.clock.move(50 * SECOND);
  const next = anna.another();
  await next.sweep();
  const renewed = await next.lease(call.callId, call.token, { memberPresent: true });
  assert.equal(renewed.dispatch, 1);
  assert.equal(renewed.talkedMilliseconds, 80 * SECOND);
});

Deno.test("a process that died before it told LiveKit: another does", async () => {
  await using anna = await line();
  // The first process waits for LiveKit for ever.
  anna.rooms.before = () => new Promise(() => {});
  void anna.calls.start(start).catch(() => {});
  await until(() => anna.rooms.asked.length === 1, "the start");
  anna.rooms.before = () => {};
  anna.clock.move(6 * SECOND);
  await anna.another().sweep();
  assert.equal(anna.rooms.dispatches.length, 1);
  const callId = (await anna.calls.current("anna"))!.id;
  await anna.calls.begin(callId, anna.rooms.dispatches[0]!.token);
});

Deno.test("a room that could not be deleted is deleted later", async () => {
  await using anna = await line();
  const call = await anna.answered();
  anna.rooms.failures = 2;
  await anna.calls.hangUp("anna", call.callId);
  await until(() => anna.rooms.failures === 1, "the first try");
  await until(async () => (await anna.calls.find("anna", call.callId)).retries === 1, "its note");
  for (const pause of [1, 2]) {
    anna.clock.move(pause * SECOND);
    await anna.calls.sweep();
  }
  assert.equal(anna.rooms.rooms.size, 0);
  assert.equal((await anna.calls.find("anna", call.callId)).roomOpen, false);
});

Deno.test("a room that comes up again after the end is deleted, and so is one that nobody knows", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.calls.roomEvent({ room: call.room, event: "participant_joined" });
  assert.equal(anna.rooms.rooms.size, 1);
  await anna.calls.hangUp("anna", call.callId);
  await until(() => anna.rooms.rooms.size === 0, "the room to go");
  anna.rooms.rooms.add(call.room);
  await anna.calls.roomEvent({ room: call.room, event: "participant_joined" });
  assert.equal(anna.rooms.rooms.size, 0);
  const unknown = `${call.room.slice(0, 12)}of-nobody`;
  await anna.calls.roomEvent({ room: unknown, event: "participant_joined" });
  assert.equal(anna.rooms.asked.at(-1), `delete ${unknown}`);
  const asked = anna.rooms.asked.length;
  await anna.calls.roomEvent({ room: "call-of-another-service", event: "participant_joined" });
  assert.equal(anna.rooms.asked.length, asked);
});

Deno.test("a room that went by itself gets another agent, unless its agent is heard of", async () => {
  await using anna = await line();
  const call = await anna.answered();
  await anna.talk(call, 15);
  await anna.calls.roomEvent({ room: call.room, event: "room_finished" });
  await anna.talk(call, 30);
  assert.equal(anna.rooms.dispatches.length, 1);
  await anna.calls.roomEvent({ room: call.room, event: "room_finished" });
  anna.clock.move(CALL_TIMES.renewEvery + CALL_TIMES.reconnect);
  await anna.calls.sweep();
  assert.equal(anna.rooms.dispatches.length, 2);
});
