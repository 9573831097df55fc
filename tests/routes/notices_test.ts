import assert from "node:assert/strict";
import { systemClock } from "../../clients/system.ts";
import { addGrant } from "../../db/grants.ts";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { startTelegram } from "../../dev/telegram/mod.ts";
import type { Member } from "../../domain/member.ts";
import { movableClock, sessionHeaders, type TestApp, testApp, testIds, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { testGrant } from "../kit/grants.ts";

const DAY = 24 * 3600_000;

async function memberOf({ kv }: TestApp): Promise<Member> {
  const id = (await kv.get<string>(keys.memberByTelegram("1001"))).value!;
  return (await kv.get<Member>(keys.member(id))).value!;
}

/** Gives the demo member 30 days of Pro from now on. */
async function givePro({ kv, clock }: TestApp, memberId: string): Promise<void> {
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const grant = testGrant({ memberId, id: "invoice:1", earliest: clock.now() });
  await db.tx((tx) => addGrant(tx, grant, clock.now()));
}

const textsIn = async (response: Response): Promise<string[]> => {
  const { notices } = await response.json();
  return notices.map(({ text }: { text: string }) => text);
};

Deno.test("a reminder comes by the clock, and where the bot is blocked it is shown in the app", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: { now: Date.now } });
  try {
    const clocks = { clock: movableClock(), liveness: systemClock };
    await using app = await testApp({ apiRoot: telegram.url, chatMessageEvery: 0, clocks });
    await app.enter();
    await givePro(app, (await memberOf(app)).id);
    app.app.start();
    app.clock.move(27 * DAY);
    await app.app.sweep();
    const told = () => telegram.messages(1001).map(({ text }) => text ?? "");
    await until(() => told().some((text) => /осталось 3 дня/.test(text)), "the reminder");

    await telegram.block(1001);
    app.clock.move(2 * DAY);
    await app.app.sweep();
    const isMarked = async () => (await memberOf(app)).unreachableSince !== null;
    await until(isMarked, "the mark of who cannot be written to");
    const { id } = await memberOf(app);
    const isKept = async () => (await app.kv.get(keys.notices(id))).value !== null;
    await until(isKept, "what could not be sent");
    const headers = sessionHeaders(await app.enter());
    const ask = (path: string, method = "GET") => app.ask(path, { method, headers });
    const response = await ask("/api/notices");
    assert.equal(response.status, 200);
    const { notices: shown } = await response.json();
    assert.deepEqual(Object.keys(shown[0]).sort(), ["at", "id", "text"]);
    assert.match(shown[0].text, /остался 1 день/);

    const seen = await ask(`/api/notices/${shown[0].id}/seen`, "POST");
    assert.equal(seen.status, 204);
    assert.equal((await ask(`/api/notices/${shown[0].id}/seen`, "POST")).status, 204);
    assert.deepEqual(await textsIn(await ask("/api/notices")), []);

    const member = await memberOf(app);
    await app.kv.set(keys.member(member.id), { ...member, unreachableSince: 1 });
    assert.equal((await ask("/api/write-access", "POST")).status, 204);
    assert.equal(await isMarked(), false);
  } finally {
    await telegram.close();
  }
});

Deno.test("notices are a member's own, and need a session", async () => {
  await using app = await testApp();
  const anna = sessionHeaders(await app.enter(1001));
  const boris = sessionHeaders(await app.enter(1002));
  const { id } = await memberOf(app);
  const notice = { id: "one", kind: "payments", text: "Оплата пришла", at: app.clock.now() };
  await app.kv.set(keys.notices(id), { schema: 1, notices: [notice] });
  assert.deepEqual(await textsIn(await app.ask("/api/notices", { headers: boris })), []);
  await app.ask("/api/notices/one/seen", { method: "POST", headers: boris });
  assert.deepEqual(await textsIn(await app.ask("/api/notices", { headers: anna })), [notice.text]);
  for (const path of ["/api/notices", "/api/notices/one/seen", "/api/write-access"]) {
    const method = path === "/api/notices" ? "GET" : "POST";
    const response = await app.ask(path, { method });
    await response.body?.cancel();
    assert.equal(response.status, 401, path);
  }
});

Deno.test("who has used 80 % of a day's messages is told, and told again at the end", async () => {
  await using app = await testApp({ messages: 5 });
  const headers = sessionHeaders(await app.enter());
  const write = async () => {
    const body = JSON.stringify({ message: "Привет" });
    await (await app.ask("/api/chat", { method: "POST", headers, body })).text();
    await app.app.sweep();
    const kept = await Array.fromAsync(app.kv.list<{ text: string }>({ prefix: ["outbox"] }));
    return kept.map(({ value }) => value.text.split(/\.\s/)[0]);
  };
  for (let count = 1; count < 4; count += 1) assert.deepEqual(await write(), []);
  assert.deepEqual(await write(), ["Сегодня осталось 1 сообщение"]);
  assert.deepEqual((await write()).toSorted(), [
    "На сегодня сообщения закончились",
    "Сегодня осталось 1 сообщение",
  ]);
});
