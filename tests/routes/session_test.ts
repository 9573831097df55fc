import assert from "node:assert/strict";
import { sessionHeaders, type TestApp, testApp, TOKEN } from "../kit/app.ts";

const HOUR = 3600_000;

async function open(app: TestApp, authorization: string) {
  const response = await app.ask("/api/session", {
    method: "POST",
    headers: { Authorization: authorization, "Accept-Language": "ru" },
  });
  return { status: response.status, body: await response.json() };
}

Deno.test("verified initData opens a session that shows the member and the assistant", async () => {
  await using app = await testApp();
  const { status, body } = await open(
    app,
    `tma ${await app.initData(1001, { startParam: "plans" })}`,
  );
  assert.equal(status, 200);
  assert.equal(body.startParam, "plans");
  assert.equal(
    body.assistant.greeting,
    "Привет. Я Sfera AI. Твоя цифровая напарница в трейдинге. Чем сегодня займемся?",
  );
  assert.equal(body.me.member.name, null);
  assert.equal(body.me.member.language, "ru");
  assert.equal(body.me.member.interactionCount, 0);
  assert.equal(body.me.member.subscriptionTier, "free");
  const me = await app.ask("/api/me", { headers: sessionHeaders(body.token) });
  assert.deepEqual(await me.json(), body.me);
});

Deno.test("the same Telegram user is the same member, in the language Telegram has now", async () => {
  await using app = await testApp();
  const first = await open(app, `tma ${await app.initData(1003)}`);
  const second = await open(app, `tma ${await app.initData(1003)}`);
  assert.equal(first.body.me.member.id, second.body.me.member.id);
  assert.equal(first.body.me.member.language, "en");
});

Deno.test("initData that Telegram has not signed, or not now, makes nobody a member", async () => {
  await using app = await testApp();
  const good = await app.initData();
  const seconds = Math.floor(app.clock.now() / 1000);
  const refused = {
    forged: good.replace("1001", "1002"),
    truncated: good.slice(0, -8),
    "without hash": good.replace(/&?hash=[0-9a-f]+/, ""),
    stale: await app.initData(1001, { authDate: seconds - 25 * 3600 }),
    future: await app.initData(1001, { authDate: seconds + 61 }),
    twice: `${good}&auth_date=1`,
    empty: "",
    nonsense: "%%%",
  };
  for (const [what, initData] of Object.entries(refused)) {
    const { status, body } = await open(app, `tma ${initData}`);
    assert.equal(status, 401, what);
    assert.equal(body.error.code, "init_data_invalid", what);
    assert.match(body.error.message, /^Telegram не подтвердил вход/, what);
    assert(!JSON.stringify(body).includes("at "), "no stack trace");
  }
  const slightlyAhead = await open(
    app,
    `tma ${await app.initData(1001, { authDate: seconds + 59 })}`,
  );
  assert.equal(slightlyAhead.status, 200);
});

Deno.test("a session slides by a day, and lasts a week at most", async () => {
  await using app = await testApp();
  let { body } = await open(app, `tma ${await app.initData()}`);
  for (let day = 1; day < 7; day += 1) {
    app.clock.move(23 * HOUR + (day === 6 ? 5 * HOUR : 0));
    const renewed = await open(app, `Bearer ${body.token}`);
    if (day < 6) assert.equal(renewed.status, 200, `day ${day}`);
    body = renewed.body.token ? renewed.body : body;
  }
  app.clock.move(24 * HOUR);
  const { status, body: over } = await open(app, `Bearer ${body.token}`);
  assert.equal(status, 401);
  assert.equal(over.error.code, "session_invalid");
});

Deno.test("a forged, changed or foreign token is refused", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const [memberId, began, expiresAt, signature] = token.split(".") as [
    string,
    string,
    string,
    string,
  ];
  const forged = [
    "",
    "nonsense",
    `${memberId}x.${began}.${expiresAt}.${signature}`,
    `${memberId}.${began}.${Number(expiresAt) + 1}.${signature}`,
    `${memberId}.${began}.${expiresAt}.${signature.slice(1)}`,
    `${token}.more`,
  ];
  for (const token of forged) {
    const response = await app.ask("/api/me", { headers: sessionHeaders(token) });
    assert.equal(response.status, 401, token);
    assert.equal((await response.json()).error.code, "session_invalid");
  }
  assert(!token.includes(TOKEN));
});

Deno.test("a banned member is refused at once, with a session too, until the ban is lifted", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const me = () => app.ask("/api/me", { headers: sessionHeaders(token) });
  const { member } = await (await me()).json();
  await app.app.members.setBanned(member.id, true);
  const Authorization = `Bearer ${token}`;
  const asked = [
    me(),
    app.ask("/api/plans", { headers: { Authorization } }),
    app.ask("/api/chat", { headers: { Authorization } }),
    app.ask("/api/chat/unknown/events", { headers: { Authorization } }),
    app.ask("/api/chat/unknown/cancel", { method: "POST", headers: { Authorization } }),
    app.ask("/api/chat", {
      method: "POST",
      headers: { Authorization, "Content-Type": "application/json" },
      body: '{"message":"Пустите"}',
    }),
    app.ask("/api/session", { method: "POST", headers: { Authorization } }),
  ];
  for (const response of await Promise.all(asked)) {
    assert.equal(response.status, 403);
    assert.equal((await response.json()).error.code, "banned");
  }
  assert.equal((await open(app, `tma ${await app.initData()}`)).status, 403);
  await app.app.members.setBanned(member.id, false);
  assert.equal((await me()).status, 200);
});
