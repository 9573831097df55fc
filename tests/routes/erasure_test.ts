import assert from "node:assert/strict";
import type { ErasureReceipt } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";
import { allEvents } from "../kit/events.ts";
import { capturedLog } from "../kit/log.ts";
import { type FilledMember, fillMember } from "../kit/member_data.ts";
import { type Said, scriptedModel } from "../kit/model.ts";
import { until } from "../kit/conditions.ts";
import { entriesWith, wholeStore } from "../kit/whole_store.ts";

const ANNA = 7000000123;
const BORIS = 7000000456;

async function ask(app: TestApp, token: string, path: string, body?: unknown) {
  const response = await app.ask(path, {
    method: body === undefined ? "GET" : "POST",
    headers: sessionHeaders(token),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function erase(app: TestApp, token: string): Promise<ErasureReceipt> {
  const { status, body } = await ask(app, token, "/api/me/erasure", { confirm: "erase" });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const write = (app: TestApp, token: string, message: string) =>
  app.ask("/api/chat", {
    method: "POST",
    headers: sessionHeaders(token),
    body: JSON.stringify({ message }),
  });

const whisper = (app: TestApp, token: string, message: string) =>
  app.ask("/api/incognito", {
    method: "POST",
    headers: sessionHeaders(token),
    body: JSON.stringify({ message, earlier: [] }),
  });

/** Nothing names the member, and none of their words is left. */
async function assertNothingLeft(app: TestApp, member: Omit<FilledMember, "token">) {
  const store = await wholeStore(app.kv);
  for (const trace of [member.memberId, member.telegramId, member.word]) {
    const found = entriesWith(store, trace);
    assert.deepEqual(found.map(({ key }) => key), [], `"${trace}" is still there`);
  }
}

Deno.test("an erasure leaves nothing of the member, everything of others, and says what it took", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const boris = await fillMember(app, BORIS, "малина");
  const before = entriesWith(await wholeStore(app.kv), boris.memberId);
  await using log = await capturedLog();

  const receipt = await erase(app, anna.token);

  await assertNothingLeft(app, anna);
  assert.deepEqual(entriesWith(await wholeStore(app.kv), boris.memberId), before);
  const counts = Object.fromEntries(receipt.removed.map(({ what, count }) => [what, count]));
  assert.equal(counts["Сообщения и ответы"], 2);
  assert.equal(counts["Факты о тебе"], 2);
  assert.equal(counts["Профиль"], 1);
  assert.equal(counts["Ответы, как они писались"], 1);
  assert.equal(counts["Остальное"], undefined, "every kind of data is known by name");
  assert.equal(receipt.left, 0);
  assert.match(receipt.kept.join(" "), /Telegram.*использовано сегодня/);
  const kept = entriesWith(await wholeStore(app.kv), receipt.id);
  assert.deepEqual(kept.map(({ key }) => key), [["erasure_receipt", receipt.id]]);
  const told = log.lines.filter((line) => !line.includes("POST /api/me/erasure"));
  assert(told.length > 0 && !told.join().includes(anna.telegramId), told.join("\n"));
});

Deno.test("after an erasure the session is over, and whoever comes again is new", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  await erase(app, anna.token);
  for (const path of ["/api/me", "/api/chat", "/api/settings"]) {
    const { status, body } = await ask(app, anna.token, path);
    assert.deepEqual([status, body.error.code], [401, "session_invalid"], path);
  }
  for (
    const [path, body] of [
      ["/api/chat", { message: "Ты здесь" }],
      ["/api/incognito", { message: "Ты здесь", earlier: [] }],
      ["/api/me/export", {}],
      ["/api/me/erasure", { confirm: "erase" }],
    ] as const
  ) {
    const { status } = await ask(app, anna.token, path, body);
    assert.equal(status, 401, path);
  }
  await assertNothingLeft(app, anna);

  const token = await app.enter(ANNA);
  const { body: me } = await ask(app, token, "/api/me");
  assert.notEqual(me.member.id, anna.memberId);
  assert.deepEqual([me.member.name, me.member.interactionCount], [null, 0]);
  assert.deepEqual((await ask(app, token, "/api/chat")).body.turns, []);
  await allEvents(await write(app, token, "Привет"));
  const { turns } = (await ask(app, token, "/api/chat")).body;
  assert.deepEqual(turns.map(({ sequence }: { sequence: number }) => sequence), [1, 2]);
  const store = await wholeStore(app.kv);
  for (const trace of [anna.memberId, anna.word]) assert.deepEqual(entriesWith(store, trace), []);
});

Deno.test("an erasure is asked for in so many words", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  const before = entriesWith(await wholeStore(app.kv), anna.memberId);
  for (const body of [{}, { confirm: true }, { confirm: "Erase" }, { confirm: "erase", of: "x" }]) {
    const { status } = await ask(app, anna.token, "/api/me/erasure", body);
    assert.equal(status, 400);
  }
  assert.deepEqual(entriesWith(await wholeStore(app.kv), anna.memberId), before);
});

Deno.test("erasing gives no fresh messages that day, and new ones the next", async () => {
  await using app = await testApp({ messages: 2 });
  const anna = await fillMember(app, ANNA, "черника");
  await erase(app, anna.token);
  const again = await app.enter(ANNA);
  await allEvents(await write(app, again, "Второе"));
  assert.equal((await ask(app, again, "/api/me")).body.allowances[0].left, 0);
  assert.equal((await erase(app, again)).left, 0);
  const third = await app.enter(ANNA);
  assert.equal((await write(app, third, "Третье")).status, 402);
  await erase(app, third);
  app.clock.move(24 * 3600_000);
  const tomorrow = await app.enter(ANNA);
  assert.equal((await ask(app, tomorrow, "/api/me")).body.allowances[0].left, 2);
});

Deno.test("a ban outlives an erasure, and can be lifted afterwards", async () => {
  await using app = await testApp();
  const anna = await fillMember(app, ANNA, "черника");
  await app.app.members.setBanned(anna.memberId, true);
  const receipt = await erase(app, anna.token);
  assert.match(receipt.kept.join(" "), /доступ закрыт/);
  await assertNothingLeft(app, anna);
  const enter = async () =>
    (await app.ask("/api/session", {
      method: "POST",
      headers: { Authorization: `tma ${await app.initData(ANNA)}` },
    })).status;
  assert.equal(await enter(), 403);
  assert.equal(await enter(), 403);
  const { id } = await app.app.members.find(String(ANNA));
  await app.app.members.setBanned(id, false);
  assert.equal(await enter(), 200);
});

const call = (name: string, args: unknown) => ({ functionCall: { name, arguments: args } });

Deno.test("an answer that is being written is stopped, and what its model still calls is lost", async () => {
  for (const talk of [write, whisper]) {
    const hold = Promise.withResolvers<void>();
    const stopped = Promise.withResolvers<void>();
    const said: Said = [
      "Запоминаю черника.",
      call("save_user_name", { name: "черника" }),
      call("update_profile", { section: "bio", content: "черника" }),
    ];
    const scripted = scriptedModel(async (_request, number) => {
      if (number === 1) return ["Привет."];
      await hold.promise;
      return said;
    });
    const model = {
      ...scripted,
      stream: (request: Parameters<typeof scripted.stream>[0]) => {
        request.signal.addEventListener("abort", () => stopped.resolve());
        return scripted.stream(request);
      },
    };
    await using app = await testApp({ model });
    const anna = await fillMember(app, ANNA, "черника");
    const response = await talk(app, anna.token, "Запомни: черника");
    await until(() => scripted.requests.length === 2, "the question");
    const receipt = await erase(app, anna.token);
    assert.equal(receipt.left, 0);
    if (talk === write) await stopped.promise;
    hold.resolve();
    const events = await allEvents(response);
    assert.equal(events.filter(({ name }) => name === "done").length, 0);
    await app.app.stop(5_000);
    await assertNothingLeft(app, anna);
  }
});

Deno.test("facts and a summary that are being drawn from a conversation are not kept", async () => {
  const hold = Promise.withResolvers<void>();
  let asked = 0;
  const model = scriptedModel(() => ["Привет."], async ({ schema }) => {
    asked += 1;
    await hold.promise;
    const statement = { section: "bio", text: "черника", sequence: 1 };
    return schema.title === "summary"
      ? { text: "Участник сказал черника. Ассистентка ответила. Больше ничего." }
      : { operations: [{ add: { ...statement, sentence: "Моё слово черника" } }] };
  });
  await using app = await testApp({ model });
  const anna = await fillMember(app, ANNA, "черника");
  await allEvents(await write(app, anna.token, "Моё слово черника"));
  app.clock.move(3600_000);
  const sweep = app.app.sweep();
  await until(() => asked > 0, "the digest");
  assert.equal((await erase(app, anna.token)).left, 0);
  hold.resolve();
  await sweep;
  await app.app.sweep();
  await assertNothingLeft(app, anna);
});

Deno.test("two erasures at once, in two processes, are one", async () => {
  const kv = await Deno.openKv(":memory:");
  {
    await using app = await testApp({ kv });
    await using other = await testApp({ kv, clocks: app });
    const anna = await fillMember(app, ANNA, "черника");
    const [one, two] = await Promise.all([erase(app, anna.token), erase(other, anna.token)]);
    assert.deepEqual(one, two);
    const counts = one.removed.map(({ count }) => count);
    await fillMember(app, BORIS, "малина");
    const boris = await erase(app, await app.enter(BORIS));
    assert.deepEqual(counts, boris.removed.map(({ count }) => count), "nothing is counted twice");
    await assertNothingLeft(app, anna);
  }
  kv.close();
});
