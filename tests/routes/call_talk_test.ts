/** What is said in a call, from the agent's requests to what the member sees and keeps. */
import assert from "node:assert/strict";
import { keys } from "../../db/keys.ts";
import { type CallsApp, callsApp } from "../kit/calls_app.ts";
import { spoken } from "../kit/call_talk.ts";

type Answered = Awaited<ReturnType<CallsApp["answered"]>>;

const append = (app: CallsApp, call: Answered, turns: unknown) =>
  app.agent(call, "POST", "/turns", { turns });

Deno.test("what is said in a call is in the member's history, with what was shown", async () => {
  await using app = await callsApp();
  const call = await app.answered();
  assert.match(call.beginning.greeting!, /^Привет\. Я Sfera AI\./);
  await append(app, call, spoken(0, ["assistant", "Привет."], ["member", "Плечо у меня два"]));
  const saving = { section: "bio", content: "Плечо два" };
  const saved = await app.agent(call, "POST", "/tools/update_profile", {
    id: "1",
    arguments: saving,
  });
  assert.deepEqual((await saved.json()).result, { saved: true, section: "bio" });
  const answer = await append(app, call, spoken(2, ["assistant", "Запомнила."]));
  assert.deepEqual(await answer.json(), { nextTurn: 3, cards: [], instructions: null });
  const history = await (await app.member("GET", "/api/chat")).json();
  assert.deepEqual(
    history.turns.map(({ text, source, callId, cards }: Record<string, unknown>) => [
      text,
      source,
      callId,
      (cards as { kind: string }[] | undefined)?.[0]?.kind,
    ]),
    [
      ["Привет.", "call", call.id, undefined],
      ["Плечо у меня два", "call", call.id, undefined],
      ["Запомнила.", "call", call.id, "profile"],
    ],
  );
});

Deno.test("turns out of order, wrong and too large are refused, and nothing is lost by it", async () => {
  await using app = await callsApp();
  const call = await app.answered();
  const gap = await append(app, call, spoken(3, ["member", "Привет"]));
  const { error } = await gap.json();
  assert.deepEqual([gap.status, error.code, error.details], [409, "turn_gap", { expected: 0 }]);
  const [turn] = spoken(0, ["member", "Привет"]);
  const wrong: unknown[] = [
    [],
    "x",
    [{ ...turn, index: -1 }],
    [{ ...turn, role: "system" }],
    [{ ...turn, text: " " }],
    [{ ...turn, text: "x".repeat(16_001) }],
    [{ ...turn, millisecondsAgo: -5 }],
    [{ ...turn, memberId: "other" }],
    Array.from({ length: 51 }, (_, index) => ({ ...turn, index })),
  ];
  for (const turns of wrong) {
    const response = await append(app, call, turns);
    assert.equal(response.status, 400, JSON.stringify(turns).slice(0, 80));
    await response.body?.cancel();
  }
  const large = await append(app, call, [{ ...turn, text: "x".repeat(1024 * 1024) }]);
  assert([400, 413].includes(large.status), `${large.status}`);
  await large.body?.cancel();
  assert.equal((await (await append(app, call, [turn])).json()).nextTurn, 1);
});

Deno.test("a call that was hung up takes its last words for two minutes, and figures once", async () => {
  await using app = await callsApp();
  const call = await app.answered();
  await append(app, call, spoken(0, ["assistant", "Привет."]));
  await app.member("POST", `/api/calls/${call.id}/end`);
  const late = await append(app, call, spoken(1, ["member", "Пока"]));
  assert.deepEqual([late.status, (await late.json()).nextTurn], [200, 2]);
  const figures = {
    tapToFirstSound: 1000,
    dispatchToFirstSound: null,
    turns: [400],
    tools: [],
    interruptions: 0,
    stalls: 0,
    resumptions: 0,
  };
  for (const _ of [1, 2]) {
    const ended = await app.agent(call, "POST", "/end", { reason: "hung_up", figures });
    assert.equal(ended.status, 204);
  }
  const kept = await Array.fromAsync(app.kv.list({ prefix: ["call_figures"] }));
  assert.deepEqual(kept.map(({ value }) => (value as { endReason: string }).endReason), [
    "hung_up",
  ]);
  (app.liveness as CallsApp["clock"]).move(121_000);
  const tooLate = await append(app, call, spoken(2, ["member", "Пока"]));
  assert.equal(tooLate.status, 410);
  await tooLate.body?.cancel();
});

Deno.test("an incognito call is answered, and leaves no word behind", async () => {
  await using app = await callsApp();
  const started = await (await app.member("POST", "/api/calls", { incognito: true })).json();
  const { token } = app.rooms.dispatches[0]!;
  const of = { id: started.call.id, token };
  const begun = await (await app.agent(of, "POST", "/begin")).json();
  const call = { ...of, token: begun.token, dispatchToken: token, beginning: begun };
  const answer = await append(
    app,
    call,
    spoken(0, ["assistant", "Привет."], ["member", "Не хочу жить, слово тайна"]),
  );
  const { nextTurn, cards, instructions } = await answer.json();
  assert.deepEqual([nextTurn, cards[0].kind], [2, "emergency"]);
  assert.match(instructions, /<emergency/);
  for await (const { key, value } of app.kv.list({ prefix: [] })) {
    assert(!JSON.stringify([key, value]).includes("тайна"), String(key[0]));
  }
  assert.equal(await app.kv.get(keys.callExtras(call.id)).then(({ value }) => value), null);
});
