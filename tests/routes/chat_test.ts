import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { GENERATION_LEASE } from "../../domain/conversation.ts";
import { movableClock, sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { write } from "../kit/chat.ts";
import { allEvents, readEvents, textOf } from "../kit/events.ts";
import { scriptedModel } from "../kit/model.ts";

async function read(app: TestApp, token: string, path: string) {
  const response = await app.ask(path, { headers: sessionHeaders(token) });
  return await response.json();
}

Deno.test("a message is answered in a stream, kept word for word, and counted once", async () => {
  await using app = await testApp({ model: scriptedModel(() => ["При", "вет, ", "как дела?"]) });
  const token = await app.enter();
  const response = await write(app, token, "  Привет  ");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
  const events = await allEvents(response);
  assert.equal(textOf(events), "Привет, как дела?");
  const done = events.at(-1)!;
  assert.equal(done.name, "done");
  assert.equal(done.data.status, "complete");
  assert.equal(done.data.charged, true);
  assert.equal(done.data.allowance.left, done.data.allowance.limit - 1);
  assert.deepEqual(events.map(({ id }) => id), events.map((_, index) => index + 1));

  const { turns, running } = await read(app, token, "/api/chat");
  assert.deepEqual(turns.map((turn: { role: string; text: string }) => [turn.role, turn.text]), [
    ["member", "Привет"],
    ["assistant", "Привет, как дела?"],
  ]);
  assert.deepEqual(running, []);
  const me = await read(app, token, "/api/me");
  assert.equal(me.member.interactionCount, 1);
  assert.equal(me.allowances[0].used, 1);
});

Deno.test("the same key again asks the model once, charges once, and replays the answer", async () => {
  const model = scriptedModel(() => ["Один раз."]);
  await using app = await testApp({ model });
  const token = await app.enter();
  const key = { "Idempotency-Key": "key-1" };
  const answers = await Promise.all([
    write(app, token, "Вопрос", key),
    write(app, token, "Вопрос", key),
    write(app, token, "Вопрос", key),
  ]);
  for (const answer of answers) assert.equal(textOf(await allEvents(answer)), "Один раз.");
  const again = await write(app, token, "Вопрос", key);
  assert.equal(textOf(await allEvents(again)), "Один раз.");
  assert.equal(model.requests.length, 1);
  assert.equal((await read(app, token, "/api/me")).allowances[0].used, 1);

  const other = await write(app, token, "Другой вопрос", key);
  assert.equal(other.status, 409);
  assert.equal((await other.json()).error.code, "idempotency_mismatch");
});

Deno.test("a reader that lost the stream reads on from where it was, also at another process", async () => {
  const hold = Promise.withResolvers<void>();
  const model = scriptedModel(async (_request, number) => {
    if (number === 2) await hold.promise;
    return number === 1
      ? [{ functionCall: { name: "recall", arguments: { query: "депозит" } } }, "Смотрю."]
      : ["Нашла."];
  });
  await using app = await testApp({ model });
  await using other = await testApp({ kv: app.kv, clocks: app });
  const token = await app.enter();
  const response = await write(app, token, "Что я говорил про депозит?");
  const generationId = response.headers.get("X-Generation-Id")!;
  const reader = readEvents(response);
  const first = (await reader.next()).value!;
  assert.equal(first.data.text, "Смотрю.");
  await reader.return(undefined);

  const { running } = await read(other, token, "/api/chat");
  assert.equal(running[0].generationId, generationId);
  const rest = other.ask(`/api/chat/${generationId}/events`, {
    headers: sessionHeaders(token, { "Last-Event-ID": String(first.id) }),
  });
  hold.resolve();
  const events = await allEvents(await rest);
  assert.equal(textOf(events), "\n\nНашла.");
  assert.equal(events.at(-1)!.data.status, "complete");
});

Deno.test("messages sent at once are counted exactly, and the one too many says when to come back", async () => {
  const model = scriptedModel(() => ["Да."]);
  await using app = await testApp({ model, messages: 5 });
  const token = await app.enter();
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => write(app, token, `Вопрос ${index}`)),
  );
  const answered = responses.filter(({ status }) => status === 200);
  const refused = responses.filter(({ status }) => status === 402);
  assert.deepEqual([answered.length, refused.length], [5, 15]);
  for (const response of answered) await allEvents(response);
  const { error } = await refused[0]!.json();
  assert.equal(error.code, "allowance_exhausted");
  assert.deepEqual(error.details, {
    kind: "messages",
    per: "day",
    limit: 5,
    resetsAt: Date.parse("2026-11-23T21:00:00Z"),
  });
  for (const response of refused.slice(1)) await response.body?.cancel();
  assert.equal(model.requests.length, 5);

  app.clock.move(Date.parse("2026-11-23T21:00:00Z") - app.clock.now());
  const tomorrow = await write(app, await app.enter(), "Новый день");
  assert.equal(textOf(await allEvents(tomorrow)), "Да.");
});

Deno.test("an answer that fails is not charged, says so in a plain sentence, and loses no words", async () => {
  const errors = [
    new AppError("model_busy", { perDay: true }),
    new AppError("model_timeout"),
    new AppError("model_failed", { reason: "closed" }),
    new TypeError("secret internals"),
  ];
  await using app = await testApp({
    model: scriptedModel((_, number) => ["Начало", errors[number - 1]!]),
  });
  const token = await app.enter();
  for (const error of errors) {
    const events = await allEvents(await write(app, token, "Вопрос"));
    const notice = events.find(({ name }) => name === "notice")!;
    assert.equal(notice.data.code, error instanceof AppError ? error.code : "internal");
    assert(!JSON.stringify(events).includes("secret internals"));
    assert.equal(events.at(-1)!.data.status, "failed");
    assert.equal(events.at(-1)!.data.charged, false);
  }
  const me = await read(app, token, "/api/me");
  assert.equal(me.allowances[0].used, 0);
  assert.equal(me.member.interactionCount, 0);
  assert.equal((await read(app, token, "/api/chat")).turns.length, errors.length);
});

Deno.test("a cancelled answer stops, keeps what was shown, and is charged for it", async () => {
  const hold = Promise.withResolvers<void>();
  const model = scriptedModel(async (_, number) => {
    if (number === 2) await hold.promise;
    return number === 1
      ? ["Первая часть.", { functionCall: { name: "recall", arguments: { query: "это" } } }]
      : ["Вторая."];
  });
  await using app = await testApp({ model });
  const token = await app.enter();
  const response = await write(app, token, "Расскажи");
  const reader = readEvents(response);
  await reader.next();
  const id = response.headers.get("X-Generation-Id");
  const cancel = () =>
    app.ask(`/api/chat/${id}/cancel`, {
      method: "POST",
      headers: sessionHeaders(token),
    });
  assert.deepEqual(await (await cancel()).json(), { status: "cancelled" });
  const rest = await Array.fromAsync(reader);
  assert.equal(rest.at(-1)!.data.status, "cancelled");
  assert.equal(rest.at(-1)!.data.charged, true);
  const { turns } = await read(app, token, "/api/chat");
  assert.deepEqual([turns[1].text, turns[1].status], ["Первая часть.", "cancelled"]);
  assert.deepEqual(await (await cancel()).json(), { status: "cancelled" });
  hold.resolve();
});

Deno.test("an answer cancelled before its first word costs nothing", async () => {
  await using app = await testApp({ model: scriptedModel(() => new Promise(() => {})) });
  const token = await app.enter();
  const response = await write(app, token, "Расскажи");
  const id = response.headers.get("X-Generation-Id");
  await app.ask(`/api/chat/${id}/cancel`, {
    method: "POST",
    headers: sessionHeaders(token),
  });
  const done = (await allEvents(response)).at(-1)!;
  assert.deepEqual([done.data.status, done.data.charged], ["cancelled", false]);
  assert.equal((await read(app, token, "/api/me")).allowances[0].used, 0);
});

Deno.test("an answer whose process died closes by its deadline, uncharged, for whoever looks", async () => {
  const liveness = movableClock();
  await using app = await testApp({
    model: scriptedModel(() => new Promise(() => {})),
    messages: 1,
    clocks: { clock: movableClock(), liveness },
  });
  await using other = await testApp({ kv: app.kv, clocks: app, messages: 1 });
  const token = await app.enter();
  const response = await write(app, token, "Ты здесь?");
  await response.body!.cancel();
  const id = response.headers.get("X-Generation-Id");
  assert.equal((await write(other, token, "Ещё одно")).status, 402);

  liveness.move(GENERATION_LEASE + 1);
  const events = await allEvents(
    await other.ask(`/api/chat/${id}/events`, { headers: sessionHeaders(token) }),
  );
  assert.deepEqual(events.map(({ name }) => name), ["notice", "done"]);
  assert.equal(events[0]!.data.code, "answer_interrupted");
  assert.equal(events[1]!.data.charged, false);
  assert.equal((await read(other, token, "/api/me")).allowances[0].left, 1);
});

Deno.test("a sweep closes the answers of dead processes too, and twice is harmless", async () => {
  const liveness = movableClock();
  await using app = await testApp({
    model: scriptedModel(() => new Promise(() => {})),
    clocks: { clock: movableClock(), liveness },
  });
  const token = await app.enter();
  await (await write(app, token, "Ты здесь?")).body!.cancel();
  liveness.move(GENERATION_LEASE + 1);
  await Promise.all([app.app.sweep(), app.app.sweep()]);
  assert.deepEqual((await read(app, token, "/api/chat")).running, []);
  assert.equal((await read(app, token, "/api/me")).allowances[0].used, 0);
});

Deno.test("a stranger's answer is nowhere to be found", async () => {
  await using app = await testApp();
  const response = await write(app, await app.enter(1001), "Моё");
  await allEvents(response);
  const id = response.headers.get("X-Generation-Id");
  const stranger = sessionHeaders(await app.enter(1002));
  assert.equal((await app.ask(`/api/chat/${id}/events`, { headers: stranger })).status, 404);
  assert.equal(
    (await app.ask(`/api/chat/${id}/cancel`, { method: "POST", headers: stranger })).status,
    404,
  );
});

Deno.test("emoji, right-to-left and 4,096 characters come back as they were", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const messages = ["👩‍👩‍👧‍👦 и 🏳️‍🌈", "مرحبا, שלום \u200F", "я".repeat(4096)];
  for (const message of messages) await allEvents(await write(app, token, message));
  const { turns } = await read(app, token, "/api/chat");
  const said = turns.filter(({ role }: { role: string }) => role === "member");
  assert.deepEqual(said.map(({ text }: { text: string }) => text), messages);
});

Deno.test("what does not fit gets its code, a plain sentence, and no stack trace", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    app.ask("/api/chat", {
      method: "POST",
      headers: sessionHeaders(token, headers),
      body,
    });
  const cases: [string, Promise<Response>, number, string][] = [
    ["5 MB", post(JSON.stringify({ message: "я".repeat(2_500_000) })), 413, "body_too_large"],
    ["not JSON", post("{"), 400, "bad_request"],
    ["no message", post("{}"), 400, "bad_request"],
    ["white space", post('{"message":"  "}'), 400, "bad_request"],
    ["4,097 characters", post(JSON.stringify({ message: "я".repeat(4097) })), 400, "bad_request"],
    ["another field", post('{"message":"a","tier":"pro"}'), 400, "bad_request"],
    [
      "a key with spaces",
      post('{"message":"a"}', { "Idempotency-Key": "a b" }),
      400,
      "bad_request",
    ],
    ["a strange event id", post('{"message":"a"}', { "Last-Event-ID": "x" }), 400, "bad_request"],
    [
      "a page that is none",
      app.ask("/api/nothing", { headers: sessionHeaders(token) }),
      404,
      "not_found",
    ],
    [
      "history before -1",
      app.ask("/api/chat?before=-1", { headers: sessionHeaders(token) }),
      400,
      "bad_request",
    ],
  ];
  for (const [what, answer, status, code] of cases) {
    const response = await answer;
    const body = await response.json();
    assert.deepEqual([response.status, body.error.code], [status, code], what);
    assert(body.error.message.length > 10 && !/\bat \S+:\d+/.test(JSON.stringify(body)), what);
    assert.equal(response.headers.get("X-Request-Id"), body.error.requestId, what);
  }
});

Deno.test("the assistant asks for the name once, saves it, and uses it from then on", async () => {
  const model = scriptedModel(({ contents }, number) =>
    number === 2 && contents.length === 3
      ? [{ functionCall: { id: "1", name: "save_user_name", arguments: { name: "Артём" } } }]
      : ["Хорошо."]
  );
  await using app = await testApp({ model });
  const token = await app.enter();
  await allEvents(await write(app, token, "Привет"));
  await allEvents(await write(app, token, "Я Артём"));
  await allEvents(await write(app, token, "Как дела?"));
  const asked = model.requests.map(({ instructions }) => instructions.includes("\n<ask_name/>"));
  assert.deepEqual(asked, [true, false, false, false]);
  assert.match(model.requests[3]!.instructions, /<member name="Артём" language="ru"\/>/);
  assert.equal((await read(app, token, "/api/me")).member.name, "Артём");
});

Deno.test("the name is asked for again when the answer that asked never came", async () => {
  const model = scriptedModel((_, number) =>
    number === 1 ? [new AppError("model_timeout")] : ["Да."]
  );
  await using app = await testApp({ model });
  const token = await app.enter();
  await allEvents(await write(app, token, "Привет"));
  await allEvents(await write(app, token, "Привет"));
  assert(model.requests.every(({ instructions }) => instructions.includes("\n<ask_name/>")));
});

Deno.test("the name is asked for again when the answer was stopped before its end", async () => {
  const model = scriptedModel((_, number) =>
    number === 1
      ? ["Начало.", { functionCall: { name: "recall", arguments: { query: "это" } } }]
      : number === 2
      ? new Promise(() => {})
      : ["Да."]
  );
  await using app = await testApp({ model });
  const token = await app.enter();
  const response = await write(app, token, "Привет");
  const reader = readEvents(response);
  await reader.next();
  await app.ask(`/api/chat/${response.headers.get("X-Generation-Id")}/cancel`, {
    method: "POST",
    headers: sessionHeaders(token),
  });
  await Array.fromAsync(reader);
  await allEvents(await write(app, token, "Привет"));
  assert(model.requests.at(-1)!.instructions.includes("\n<ask_name/>"));
});

Deno.test("a model that calls wrongly is told so and goes on; one that calls for ever is stopped", async () => {
  const model = scriptedModel(({ contents }) => {
    const asked = contents.at(-1)!.parts[0]!;
    if (!("functionResponse" in asked)) {
      return [
        { functionCall: { id: "a", name: "give_me_pro", arguments: {} } },
        { functionCall: { id: "b", name: "save_user_name", arguments: { nam: 5 } } },
      ];
    }
    return [JSON.stringify(contents.at(-1)!.parts)];
  });
  await using app = await testApp({ model });
  const answer = textOf(await allEvents(await write(app, await app.enter(), "Сделай")));
  assert.match(answer, /There is no tool \\?"give_me_pro/);
  assert.match(answer, /Wrong arguments/);

  const endless = scriptedModel(({ tools }) =>
    tools.length > 0
      ? [{ functionCall: { name: "recall", arguments: { query: "круг" } } }]
      : ["Хватит."]
  );
  await using second = await testApp({ model: endless });
  const events = await allEvents(await write(second, await second.enter(), "Кружись"));
  assert.equal(textOf(events), "Хватит.");
  assert.equal(endless.requests.length, 6);
});
