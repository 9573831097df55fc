import assert from "node:assert/strict";
import { TokenSource } from "livekit-client";
import { CALL_TIMES } from "../../domain/call.ts";
import { sessionHeaders, testApp } from "../kit/app.ts";
import { type CallsApp, callsApp } from "../kit/calls_app.ts";

const start = (app: CallsApp, body: unknown = {}) => app.member("POST", "/api/calls", body);

Deno.test("a call is started with the way in, and what is left", async () => {
  await using app = await callsApp();
  const response = await start(app);
  assert.equal(response.status, 201);
  assert.equal(response.headers.get("Cache-Control"), "no-store");
  const { server_url, participant_token, call, ...more } = await response.json();
  assert.deepEqual(more, {});
  assert.equal(server_url, app.rooms.url);
  const { room } = app.rooms.dispatches[0]!;
  assert(participant_token.startsWith(`${room} member-`));
  const { id, startedAt, secondsLeft, ...told } = call;
  assert.deepEqual(told, {
    status: "starting",
    incognito: false,
    talkedSeconds: 0,
    endReason: null,
    charged: false,
  });
  assert(secondsLeft > 0);
  assert.equal(startedAt, app.liveness.now());
  assert.deepEqual(await (await app.member("GET", "/api/calls/current")).json(), { call });
  assert.deepEqual(await (await app.member("GET", `/api/calls/${id}`)).json(), call);
  for (const path of ["/api/calls/nothing", "/api/calls/nothing/join", "/api/calls/nothing/end"]) {
    const method = path.endsWith("nothing") ? "GET" : "POST";
    assert.equal((await app.member(method, path)).status, 404, path);
  }
});

Deno.test("ten starts at once make one call, and the others are told which", async () => {
  await using app = await callsApp();
  const responses = await Promise.all(Array.from({ length: 10 }, () => start(app)));
  const answers = await Promise.all(
    responses.map(async (response) => ({ status: response.status, body: await response.json() })),
  );
  const [made, ...others] = answers.sort((one, other) => one.status - other.status);
  assert.equal(made!.status, 201);
  for (const { status, body } of others) {
    assert.equal(status, 409);
    assert.equal(body.error.code, "call_live");
    assert.deepEqual(body.error.details, { callId: made!.body.call.id });
  }
  assert.equal(app.rooms.dispatches.length, 1);
});

Deno.test("a call is joined from another device, and hung up", async () => {
  await using app = await callsApp();
  const { call } = await (await start(app, { incognito: true })).json();
  assert.equal(call.incognito, true);
  const joined = await app.member("POST", `/api/calls/${call.id}/join`);
  assert.equal(joined.status, 201);
  const ticket = await joined.json();
  assert.equal(ticket.call.id, call.id);
  assert.equal(ticket.server_url, app.rooms.url);
  for (let time = 1; time <= 2; time += 1) {
    const ended = await app.member("POST", `/api/calls/${call.id}/end`);
    assert.equal(ended.status, 200);
    const { status, endReason, charged } = await ended.json();
    assert.deepEqual({ status, endReason, charged }, {
      status: "ended",
      endReason: "hung_up",
      charged: false,
    });
  }
  assert.deepEqual(await (await app.member("GET", "/api/calls/current")).json(), { call: null });
  const late = await app.member("POST", `/api/calls/${call.id}/join`);
  assert.equal(late.status, 410);
  assert.deepEqual((await late.json()).error.details, { reason: "hung_up" });
});

Deno.test("a call is its member's alone", async () => {
  await using app = await callsApp();
  const { call } = await (await start(app)).json();
  const boris = sessionHeaders(await app.enter(1002));
  for (const [method, path] of [["GET", ""], ["POST", "/join"], ["POST", "/end"]] as const) {
    const response = await app.ask(`/api/calls/${call.id}${path}`, { method, headers: boris });
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
  const current = await app.ask("/api/calls/current", { headers: boris });
  assert.deepEqual(await current.json(), { call: null });
});

Deno.test("what the service decides is refused with a word about it", async () => {
  await using app = await callsApp();
  const asked = {
    room_name: "mine",
    participant_identity: "member-somebody",
    participant_name: "Анна",
    participant_metadata: "{}",
    participant_attributes: { admin: "true" },
    room_config: { agents: [{ agent_name: "another" }] },
  };
  for (const [field, value] of Object.entries(asked)) {
    const response = await start(app, { [field]: value });
    assert.equal(response.status, 400, field);
    const { error } = await response.json();
    assert.equal(error.code, "bad_request");
    assert.equal(error.details.problems[0].problem, `The service decides that itself: ${field}`);
  }
  for (const body of ["[]", "no JSON", JSON.stringify({ incognito: "yes" })]) {
    assert.equal((await start(app, body)).status, 400, body);
  }
  assert.equal((await start(app, { incognito: "x".repeat(70_000) })).status, 413);
  assert.equal(app.rooms.dispatches.length, 0);
});

Deno.test("LiveKit's own client asks for a call as its convention has it", async () => {
  await using app = await callsApp();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, connection) => app.app.fetch(request, connection),
  );
  const source = (headers: Record<string, string>) =>
    TokenSource.endpoint(`http://127.0.0.1:${server.addr.port}/api/calls`, { headers });
  const mine = { Authorization: `Bearer ${app.session}` };
  await assert.rejects(source(mine).fetch({ roomName: "mine" }), /400.*The service decides/);
  await assert.rejects(source({}).fetch({}), /401/);
  const { serverUrl, participantToken } = await source(mine).fetch({});
  assert.equal(serverUrl, app.rooms.url);
  assert(participantToken.startsWith(app.rooms.dispatches[0]!.room));
});

Deno.test("every refusal of a start has its reason", async (test) => {
  await test.step("nobody is there", async () => {
    await using app = await callsApp();
    assert.equal((await app.ask("/api/calls", { method: "POST" })).status, 401);
  });
  await test.step("calls are not set up", async () => {
    await using app = await testApp();
    const headers = sessionHeaders(await app.enter());
    const response = await app.ask("/api/calls", { method: "POST", headers, body: "{}" });
    assert.equal(response.status, 503);
    assert.equal((await response.json()).error.code, "voice_off");
  });
  await test.step("LiveKit is away", async () => {
    await using app = await callsApp();
    app.rooms.failures = 1;
    const response = await start(app);
    assert.equal(response.status, 503);
    assert.equal((await response.json()).error.code, "voice_unavailable");
    assert.deepEqual(await (await app.member("GET", "/api/calls/current")).json(), { call: null });
    assert.equal((await start(app)).status, 201);
  });
  await test.step("the day's calls are used up", async () => {
    await using app = await callsApp();
    while (true) {
      const response = await start(app);
      const body = await response.json();
      if (response.status === 402) {
        assert.equal(body.error.code, "allowance_exhausted");
        assert.deepEqual(Object.keys(body.error.details).sort(), [
          "kind",
          "limit",
          "per",
          "resetsAt",
        ]);
        break;
      }
      assert.equal(response.status, 201);
      const id = body.call.id as string;
      const [token] = app.rooms.dispatches.slice(-1).map(({ token }) => token);
      const begun = await (await app.agent({ id, token: token! }, "POST", "/begin")).json();
      for (let renewal = 1; renewal <= 2; renewal += 1) {
        await app.agent({ id, token: begun.token }, "POST", "/lease", { memberPresent: true });
        (app.liveness as CallsApp["clock"]).move(CALL_TIMES.renewEvery);
      }
      await app.member("POST", `/api/calls/${id}/end`);
    }
  });
  await test.step("too many are asked for", async () => {
    await using app = await callsApp();
    let status = 0;
    for (let asked = 0; asked < 200 && status !== 429; asked += 1) {
      const response = await app.member("POST", "/api/calls/nothing/join");
      await response.body?.cancel();
      status = response.status;
    }
    assert.equal(status, 429);
  });
});
