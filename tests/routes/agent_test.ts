import assert from "node:assert/strict";
import { CALL_TIMES } from "../../domain/call.ts";
import type { LeaseAnswer } from "../../routes/schemas.ts";
import { callsApp } from "../kit/calls_app.ts";
import { until } from "../kit/conditions.ts";

const FIGURES = {
  tapToFirstSound: 1200,
  dispatchToFirstSound: 900,
  turns: [400],
  tools: [{ name: "get_weather", milliseconds: 20 }],
  interruptions: 0,
  stalls: 0,
  resumptions: 0,
};
const said = (index: number, text: string, role: "member" | "assistant" = "member") => ({
  index,
  role,
  text,
  interrupted: false,
  millisecondsAgo: 0,
});

Deno.test("an agent begins, renews, tells what is said, runs a tool and ends", async () => {
  await using app = await callsApp();
  const { beginning, ...call } = await app.answered();
  assert.equal(beginning.epoch, 1);
  assert.equal(beginning.incognito, false);
  assert.match(beginning.memberIdentity, /^member-./);
  assert(beginning.greeting && beginning.instructions && beginning.tools.length > 5);
  assert(beginning.secondsLeft! > 0);
  const { lease: _, noAgent: __, reconnect: ___, ...times } = CALL_TIMES;
  assert.deepEqual(beginning.times, times);

  const renewed = await app.agent(call, "POST", "/lease", { memberPresent: true });
  assert.deepEqual(
    await renewed.json(),
    {
      secondsLeft: beginning.secondsLeft,
      ended: null,
    } satisfies LeaseAnswer,
  );

  const turns = [said(0, "Привет", "assistant"), said(1, "Какая погода в Казани?")];
  const stored = await app.agent(call, "POST", "/turns", { turns });
  assert.deepEqual(await stored.json(), { nextTurn: 2, cards: [], instructions: null });
  const asked = await app.agent(call, "POST", "/tools/get_weather", {
    id: "1",
    arguments: { city: "Казань" },
  });
  assert.equal(asked.status, 200);
  assert.deepEqual(Object.keys(await asked.json()).sort(), ["cards", "citations", "result"]);

  const ended = await app.agent(call, "POST", "/end", { reason: "hung_up", figures: FIGURES });
  assert.equal(ended.status, 204);
  const last = await app.agent(call, "POST", "/turns", { turns: [said(2, "Пока")] });
  assert.equal(last.status, 200, "what was said last is still taken");
  const { turns: history } = await (await app.member("GET", "/api/chat")).json();
  assert.deepEqual(
    history.map(({ text }: { text: string }) => text),
    ["Привет", "Какая погода в Казани?", "Пока"],
  );
  assert.equal((await app.agent(call, "POST", "/lease", { memberPresent: true })).status, 410);
});

Deno.test("nobody but the agent of the newest epoch of the call is let in", async () => {
  await using app = await callsApp();
  const first = await app.answered();
  const ask = async (token: string, path: string, id = first.id) => {
    const response = await app.agent({ id, token }, "POST", path, { memberPresent: true });
    await response.body?.cancel();
    return response.status;
  };
  const forged = `${first.token.slice(0, -1)}${first.token.endsWith("A") ? "B" : "A"}`;
  for (const token of ["", "nonsense", forged]) {
    assert.equal(await ask(token, "/lease"), 401, token);
    assert.equal(await ask(token, "/begin"), 401, token);
  }
  assert.equal(await ask(app.session, "/lease"), 401, "a session is no call token");
  assert.equal(await ask(first.dispatchToken, "/lease"), 401, "a dispatch only begins");
  assert.equal(await ask(first.token, "/begin"), 401, "an epoch does not begin");
  assert.equal(await ask(first.token, "/lease", "another"), 401, "a token of another call");
  assert.equal(await ask(first.token, "/lease"), 200);

  assert.equal(await ask(first.dispatchToken, "/begin"), 200, "the same dispatch begins anew");
  assert.equal(await ask(first.token, "/lease"), 409, "and the epoch before it is over");

  await app.member("POST", `/api/calls/${first.id}/end`);
  assert.equal(await ask(first.dispatchToken, "/begin"), 410);
});

Deno.test("what does not fit is refused, and changes nothing", async () => {
  await using app = await callsApp();
  const call = await app.answered();
  const post = (path: string, body: unknown) => app.agent(call, "POST", path, body);
  const turn = said(0, "Привет");
  const bad: [string, unknown][] = [
    ["/lease", {}],
    ["/lease", { memberPresent: "yes" }],
    ["/lease", { memberPresent: true, more: 1 }],
    ["/lease", "no JSON"],
    ["/turns", { turns: [] }],
    ["/turns", { turns: [{ ...turn, index: -1 }] }],
    ["/turns", { turns: [{ ...turn, role: "operator" }] }],
    ["/turns", { turns: [{ ...turn, text: " " }] }],
    ["/turns", { turns: [{ ...turn, text: "x".repeat(16_001) }] }],
    ["/turns", { turns: Array.from({ length: 51 }, (_, index) => said(index, "да")) }],
    ["/tools/get_weather", { arguments: {} }],
    ["/tools/get_weather", { id: "x".repeat(201), arguments: {} }],
    ["/end", { reason: "because", figures: FIGURES }],
    ["/end", { reason: "hung_up" }],
    ["/end", { reason: "hung_up", figures: { ...FIGURES, words: ["Привет"] } }],
  ];
  for (const [path, body] of bad) {
    const response = await post(path, body);
    assert.equal(response.status, 400, `${path} ${JSON.stringify(body).slice(0, 100)}`);
    assert.equal((await response.json()).error.code, "bad_request");
  }
  const large = await post("/turns", { turns: [said(0, "x".repeat(1024 * 1024))] });
  assert.equal(large.status, 413);

  const gap = await post("/turns", { turns: [said(3, "Привет")] });
  assert.equal(gap.status, 409);
  const { error } = await gap.json();
  assert.deepEqual([error.code, error.details], ["turn_gap", { expected: 0 }]);

  for (let time = 1; time <= 2; time += 1) {
    const once = await post("/turns", { turns: [turn] });
    assert.equal((await once.json()).nextTurn, 1, "a turn is stored once, however often it comes");
  }
  const { turns } = await (await app.member("GET", "/api/chat")).json();
  assert.equal(turns.length, 1);
  const wrong = await post("/tools/get_weather", { id: "1", arguments: { city: 5 } });
  assert.equal(wrong.status, 200, "what is wrong with arguments is told to the model");
  assert("error" in (await wrong.json()).result);
});

Deno.test("an agent that asks too often has to wait", async () => {
  await using app = await callsApp();
  let status = 0;
  for (let asked = 0; asked < 500 && status !== 429; asked += 1) {
    const response = await app.agent({ id: "any", token: "none" }, "POST", "/lease", {});
    await response.body?.cancel();
    status = response.status;
  }
  assert.equal(status, 429);
});

Deno.test("the stream lives as long as the call, and says why it is over", async () => {
  await using app = await callsApp();
  const call = await app.answered();
  const response = await app.agent(call, "GET", "/stream");
  assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
  const text = response.text();
  await app.member("POST", `/api/calls/${call.id}/end`);
  assert.match(
    await text,
    /^event: ping\ndata: \{\}\n\n[^]*event: ended\ndata: \{"reason":"hung_up"\}\n\n$/,
  );

  assert.equal((await app.agent(call, "GET", "/stream")).status, 410);
  assert.equal((await app.agent({ ...call, token: "none" }, "GET", "/stream")).status, 401);
});

Deno.test("a stream that breaks off is known at once, and another agent is sent for", async () => {
  await using app = await callsApp({ callTimes: { ...CALL_TIMES, reconnect: 0 } });
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, connection) => app.app.fetch(request, connection),
  );
  const call = await app.answered();
  const job = new AbortController();
  const response = await fetch(
    `http://127.0.0.1:${server.addr.port}/api/agent/calls/${call.id}/stream`,
    { headers: { Authorization: `Bearer ${call.token}` }, signal: job.signal },
  );
  const reader = response.body!.getReader();
  await reader.read();
  assert.equal(app.rooms.dispatches.length, 1);
  job.abort();
  await assert.rejects(reader.read());
  await until(() => app.rooms.dispatches.length === 2, "another agent is sent for");
  assert.equal(app.rooms.asked.filter((what) => what.startsWith("removeAgents")).length, 1);
});

Deno.test("a service that stops does not take its agents for dead", async () => {
  const app = await callsApp({ callTimes: { ...CALL_TIMES, reconnect: 0 } });
  const call = await app.answered();
  const response = await app.agent(call, "GET", "/stream");
  const text = response.text();
  await app[Symbol.asyncDispose]();
  assert.doesNotMatch(await text, /ended/);
  assert.equal(app.rooms.dispatches.length, 1);
});
