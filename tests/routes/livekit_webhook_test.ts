import assert from "node:assert/strict";
import { testApp } from "../kit/app.ts";
import { type CallsApp, callsApp } from "../kit/calls_app.ts";
import { until } from "../kit/conditions.ts";

const tell = (app: Pick<CallsApp, "ask">) =>
  app.ask("/livekit/webhook", {
    method: "POST",
    headers: { "Content-Type": "application/webhook+json", Authorization: "signed" },
    body: "{}",
  });

Deno.test("what LiveKit tells of a room reaches its call, and again it changes nothing", async () => {
  await using app = await callsApp();
  const { id } = await app.answered();
  const { room } = app.rooms.dispatches[0]!;
  await app.member("POST", `/api/calls/${id}/end`);
  await until(() => !app.rooms.rooms.has(room), "the room is deleted");
  app.rooms.event = { event: "room_finished", room };
  const before = app.rooms.asked.length;
  for (let time = 1; time <= 3; time += 1) {
    const response = await tell(app);
    assert.equal(response.status, 204);
  }
  assert.equal(app.rooms.asked.length, before);
  const call = await (await app.member("GET", `/api/calls/${id}`)).json();
  assert.equal(call.endReason, "hung_up");
});

Deno.test("whoever comes in when the call is over finds the room deleted again", async () => {
  await using app = await callsApp();
  const { id } = await app.answered();
  const { room } = app.rooms.dispatches[0]!;
  await app.member("POST", `/api/calls/${id}/end`);
  const deleted = () => app.rooms.asked.filter((what) => what === `delete ${room}`).length;
  await until(() => deleted() === 1, "the room is deleted");
  app.rooms.event = { event: "participant_joined", room };
  assert.equal((await tell(app)).status, 204);
  assert.equal(deleted(), 2);
});

Deno.test("rooms of others, and what is of no room, are nothing to it", async () => {
  await using app = await callsApp();
  for (const room of ["", "another"]) {
    app.rooms.event = { event: "participant_joined", room };
    assert.equal((await tell(app)).status, 204, room);
  }
  assert.deepEqual(app.rooms.asked, []);
});

Deno.test("a webhook with a bad signature is refused", async () => {
  await using app = await callsApp();
  app.rooms.event = undefined;
  const response = await tell(app);
  assert.equal(response.status, 401);
  assert.equal((await response.json()).error.code, "session_invalid");
});

Deno.test("where there are no calls there is no webhook", async () => {
  await using app = await testApp();
  assert.equal((await tell(app)).status, 404);
});
