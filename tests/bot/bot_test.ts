import assert from "node:assert/strict";
import { addGrant } from "../../db/grants.ts";
import { headOf } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { AppError } from "../../domain/errors.ts";
import { sessionHeaders, testApp, testIds } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { type GrantChange, testGrant } from "../kit/grants.ts";
import { scriptedModel } from "../kit/model.ts";
import { openChat } from "./kit.ts";

Deno.test("/start greets in the member's language and shows the way into the app", async () => {
  await using chat = await openChat();
  await chat.telegram.say(1001, "/start");
  await chat.telegram.say(1003, "/start");
  const russian = await chat.hear(1001);
  assert.equal(
    russian.text,
    "Привет. Я Sfera AI. Твоя цифровая напарница в трейдинге. Чем сегодня займемся?",
  );
  const markup = russian.markup as { inline_keyboard: { web_app: { url: string } }[][] };
  assert.equal(markup.inline_keyboard[0]![0]!.web_app.url, "http://localhost:8123/app/");
  assert.match((await chat.hear(1003)).text, /^Hi/);
  const named = () => (chat.telegram.menuButton(1003) as { text?: string }).text === "Open";
  await until(named, "the menu button in English");
});

Deno.test("the bot is set up as Telegram is to show it: commands, menu button", async () => {
  await using chat = await openChat();
  await until(() => chat.telegram.menuButton(1001).type === "web_app", "the menu button");
  assert.deepEqual(chat.telegram.commands(1003).map(({ command }) => command), [
    "start",
    "plan",
    "subscribe",
    "promo",
    "help",
    "paysupport",
    "terms",
  ]);
});

Deno.test("a text is answered by the same assistant, with the same memory and allowance", async () => {
  const model = scriptedModel(() => ["Ответ."]);
  await using chat = await openChat({ model });
  await chat.telegram.say(1001, "Что такое спред?");
  assert.equal((await chat.hear()).text, "Ответ.");
  const headers = sessionHeaders(await chat.app.enter(1001));
  const { turns } = await (await chat.app.ask("/api/chat", { headers })).json();
  assert.deepEqual(
    turns.map((
      turn: { role: string; source: string; text: string },
    ) => [turn.role, turn.source, turn.text]),
    [["member", "bot", "Что такое спред?"], ["assistant", "bot", "Ответ."]],
  );
  const me = await (await chat.app.ask("/api/me", { headers })).json();
  assert.equal(me.allowances[0].used, 1);
});

Deno.test("/plan tells what is in force, until when and why, what waits, and what is left", async () => {
  await using chat = await openChat();
  await chat.telegram.say(1001, "/plan");
  assert.equal(
    (await chat.hear()).text,
    "Твой план: Free. Он есть у всех и не кончается.\n\n" +
      "Сообщения: осталось 20 из 20\nЗвонки: осталось 3 из 3",
  );
  const { app } = chat;
  const headers = sessionHeaders(await app.enter(1001));
  const { member: { id: memberId } } = await (await app.ask("/api/me", { headers })).json();
  const db = createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });
  const now = app.clock.now();
  const basic = { planId: "basic", rank: 1, days: 10, id: "invoice:1" };
  const trial = { source: "trial", days: 3, id: "trial:1" } as const;
  const hour = {
    source: "topup",
    id: "invoice:2",
    planId: "hour",
    allowances: [{ kind: "call_minutes", limit: 61, per: "period" }],
  } satisfies GrantChange;
  for (const change of [basic, trial, hour]) {
    const grant = testGrant({ memberId, earliest: now, ...change });
    await db.tx((tx) => addGrant(tx, grant, now));
  }
  await chat.telegram.say(1001, "/plan");
  const told = await chat.hear();
  assert.equal(
    told.text,
    "Твой план: pro, до 26 ноября в 15:00.\nЭто пробные дни.\n" +
      "Потом basic: с 26 ноября в 15:00 до 6 декабря в 15:00.\n\n" +
      "Сообщения: без предела\nЗвонки: без предела\n" +
      "hour: осталась 61 минута, до 23 декабря в 15:00",
  );
  assert.match(JSON.stringify(told.markup), /tgWebAppStartParam=plans/);
});

Deno.test("an update that Telegram delivers twice is answered once and charged once", async () => {
  const model = scriptedModel(() => ["Раз."]);
  await using chat = await openChat({ model });
  chat.telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await chat.telegram.say(1001, "Один");
  await chat.hear();
  await chat.telegram.say(1001, "Два");
  await chat.hear();
  assert.equal(model.requests.length, 2);
  assert.equal(chat.telegram.messages(1001).filter(({ from }) => from === "bot").length, 2);
});

Deno.test("at the limit the bot says when to come back, and offers the plans once a day", async () => {
  await using chat = await openChat({ messages: 1 });
  await chat.telegram.say(1001, "Раз");
  await chat.hear();
  chat.telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await chat.telegram.say(1001, "Два");
  const first = await chat.hear();
  assert.match(
    first.text,
    /^На сегодня сообщения закончились\. Новые появятся через 9 часов, в 00:00\./,
  );
  assert.match(JSON.stringify(first.markup), /tgWebAppStartParam=plans/);
  await chat.telegram.say(1001, "Три");
  const second = await chat.hear();
  assert.equal(second.markup, undefined);
  chat.app.clock.move(9 * 3600_000);
  await chat.telegram.say(1001, "Четыре");
  assert.equal((await chat.hear()).text, "Привет.", "the update that came twice was told once");
});

Deno.test("an answer that failed is said to have failed, and is not charged", async () => {
  await using chat = await openChat({
    model: scriptedModel(() => [new AppError("model_busy")]),
    messages: 1,
  });
  await chat.telegram.say(1001, "Раз");
  assert.match((await chat.hear()).text, /^Сейчас слишком много вопросов/);
  await chat.telegram.say(1001, "Два");
  assert.match((await chat.hear()).text, /^Сейчас слишком много вопросов/);
});

Deno.test("a banned member is told so once, and nothing else", async () => {
  const model = scriptedModel(() => ["Да."]);
  await using chat = await openChat({ model });
  await chat.telegram.say(1001, "/start");
  await chat.hear();
  const { id } = await chat.app.app.members.find("1001");
  await chat.app.app.members.setBanned(id, true);
  await chat.telegram.say(1001, "Привет");
  assert.match((await chat.hear()).text, /^Доступ закрыт/);
  await chat.telegram.say(1001, "Ау");
  await chat.telegram.say(1002, "Привет");
  assert.equal((await chat.hear(1002)).text, "Да.");
  assert.equal(chat.telegram.messages(1001).filter(({ from }) => from === "bot").length, 2);
});

Deno.test("what is not text is refused honestly", async () => {
  await using chat = await openChat();
  await chat.telegram.sendFile(1001, {
    name: "a.ogg",
    mimeType: "audio/ogg",
    bytes: new Uint8Array(9),
  });
  assert.equal((await chat.hear()).text, "Пока понимаю только текст. Напиши словами.");
});

Deno.test("Telegram's 429, 5xx and lost connections delay an answer and do not lose it", async () => {
  await using chat = await openChat({ model: scriptedModel(() => ["Дошло."]) });
  chat.telegram.faults.add({
    kind: "status",
    status: 429,
    retryAfterSeconds: 3,
    match: "sendMessage",
  });
  chat.telegram.faults.add({ kind: "status", status: 502, match: "sendMessage" });
  chat.telegram.faults.add({ kind: "drop", match: "getUpdates" });
  await chat.telegram.say(1001, "Дойдёт?");
  const arrived = until(() => {
    chat.app.clock.move(500);
    return chat.telegram.messages(1001).find(({ text }) => text === "Дошло.");
  }, "the answer");
  await arrived;
  assert.equal(chat.telegram.faults.list().length, 0);
});

Deno.test("a member who blocked the bot is marked, not written to in vain, and cleared when back", async () => {
  await using chat = await openChat();
  await chat.telegram.say(1001, "/start");
  await chat.hear();
  const { id } = await chat.app.app.members.find("1001");
  await chat.telegram.block(1001);
  await until(
    async () => (await chat.app.app.members.find(id)).unreachableSince !== null,
    "the mark",
  );
  await chat.telegram.unblock(1001);
  await chat.telegram.say(1001, "/start");
  assert(await chat.hear());
  assert.equal((await chat.app.app.members.find(id)).unreachableSince, null);
});

Deno.test("a member who lets the bot write is not told that this is no text", async () => {
  await using chat = await openChat();
  await chat.telegram.allowWriting(1004);
  await chat.telegram.say(1004, "/plan");
  assert.match((await chat.hear(1004)).text, /^Your plan/);
  const answers = chat.telegram.messages(1004).filter(({ from }) => from === "bot");
  assert.equal(answers.length, 1);
});

Deno.test("only one of two processes polls and sends; when it stops, the other takes over", async () => {
  const model = scriptedModel(() => ["Да."]);
  await using chat = await openChat({ model });
  await using other = await testApp({
    kv: chat.app.kv,
    clocks: chat.app,
    apiRoot: chat.telegram.url,
    model,
  });
  other.app.start();
  await chat.telegram.say(1001, "Раз");
  assert.equal((await chat.hear()).text, "Да.");
  await chat.app.app.stop(0);
  await chat.telegram.say(1001, "Два");
  assert.equal((await chat.hear()).text, "Да.");
  assert.equal(model.requests.length, 2);
});
