import assert from "node:assert/strict";
import { setGift } from "../../db/gifts.ts";
import { headOf, keys } from "../../db/keys.ts";
import { getReferral } from "../../db/referrals.ts";
import { createDatabase } from "../../db/tx.ts";
import type { Promo } from "../../domain/promo.ts";
import { testIds } from "../kit/app.ts";
import { PRO_OFFER } from "../kit/offers.ts";
import { addTestPromo } from "../kit/promos.ts";
import { type Chat, openChat } from "./kit.ts";

const databaseOf = ({ app }: Chat) =>
  createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });

const DAYS = { kind: "days", days: 7, planId: "pro" } as const;

Deno.test("a link redeems a code in one tap, and the bot says what came of it", async () => {
  await using chat = await openChat();
  await addTestPromo(databaseOf(chat), { code: "WEEK", benefit: DAYS });
  await chat.telegram.say(1001, "/start promo_WEEK");
  const first = await chat.hear();
  assert.match(first.text, /Код принят: 7 дней Pro, до 30 ноября\.$/);
  assert.match(first.text, /^Привет/, "who is new is greeted too");
  await chat.telegram.say(1001, "/start promo_week");
  assert.match((await chat.hear()).text, /Ты уже применил этот код\.$/);
  await chat.telegram.say(1001, "/plan");
  assert.match(
    (await chat.hear()).text,
    /^Твой план: Pro, до 30 ноября в 15:00\.\nОн по промокоду\./,
  );
});

Deno.test("a discount leads to the plans, with the code in the link", async () => {
  await using chat = await openChat();
  await addTestPromo(databaseOf(chat));
  await chat.telegram.say(1003, "/start promo_SPRING20");
  const told = await chat.hear(1003);
  assert.match(told.text, /The code SPRING20 takes 20% off the price\./);
  assert.match(JSON.stringify(told.markup), /tgWebAppStartParam=promo_SPRING20/);
});

Deno.test("/promo takes a code however it is typed, and says why one is not taken", async () => {
  await using chat = await openChat();
  await addTestPromo(databaseOf(chat), { code: "WEEK", benefit: DAYS, maxUses: 1 });
  await chat.telegram.say(1001, "/promo");
  assert.match((await chat.hear()).text, /^Напиши код после команды/);
  await chat.telegram.say(1001, "/promo wееk");
  assert.match((await chat.hear()).text, /^Код принят: 7 дней Pro/);
  await chat.telegram.say(1002, "/promo WEEK");
  assert.equal((await chat.hear(1002)).text, "Код разобрали.");
  await chat.telegram.say(1002, "/promo ЖЁЛУДЬ");
  assert.equal((await chat.hear(1002)).text, "Такого кода нет. Проверь буквы.");
});

Deno.test("a gift is redeemed by its link, and not by who bought it", async () => {
  await using chat = await openChat();
  await chat.telegram.say(1001, "/start");
  await chat.hear();
  const db = databaseOf(chat);
  const { id } = await chat.app.app.members.find("1001");
  const gift = {
    schema: 1,
    code: "GIFT7",
    invoiceId: "i1",
    memberId: id,
    offer: { ...PRO_OFFER, gift: true },
    days: 30,
    boughtAt: chat.app.clock.now(),
    redeemedBy: null,
    redeemedAt: null,
    takenAt: null,
  } as const;
  await db.tx((tx) => Promise.resolve(setGift(tx, gift)));
  await chat.telegram.say(1001, "/start gift_GIFT7");
  assert.match((await chat.hear()).text, /Этот код твой собственный/);
  await chat.telegram.say(1002, "/start gift_GIFT7");
  assert.match((await chat.hear(1002)).text, /Подарок твой: 30 дней Pro, до 23 декабря\.$/);
});

Deno.test("an invitation counts for who is new with it, and for nobody else", async () => {
  await using chat = await openChat({
    community: ({ sales }) => void (sales.referral = { planId: "pro", days: 7 }),
  });
  const headers = async (id: number) => ({ Authorization: `Bearer ${await chat.app.enter(id)}` });
  const asked = await chat.app.ask("/api/referral", { headers: await headers(1001) });
  const { link } = await asked.json();
  const startParam = new URL(link).searchParams.get("start")!;
  await chat.telegram.say(1001, `/start ${startParam}`);
  assert.match((await chat.hear()).text, /Этот код твой собственный/);
  await chat.telegram.say(1002, `/start ${startParam}`);
  assert.match(
    (await chat.hear(1002)).text,
    /Тебя пригласили\. После первой оплаты вы оба получите по 7 дней Pro\./,
  );
  await chat.telegram.say(1003, "/start");
  await chat.hear(1003);
  await chat.telegram.say(1003, `/start ${startParam}`);
  assert.match((await chat.hear(1003)).text, /An invitation is for those who are new here/);
  const db = databaseOf(chat);
  const { members } = chat.app.app;
  assert(await getReferral(db, (await members.find("1002")).id));
  assert.equal(await getReferral(db, (await members.find("1003")).id), undefined);
});

Deno.test("an operator makes a code by a line, sees what came of it, and takes it back", async () => {
  await using chat = await openChat({ environment: { OPERATORS: "1001" } });
  const say = async (text: string) => {
    await chat.telegram.say(1001, text);
    return (await chat.hear()).text;
  };
  const made = await say("/codes скидка pro 30 days");
  assert.match(made, /code: expected 3 to 32 Latin letters and digits/);
  assert.match(
    await say("/codes SPRING pro 30 дней x100 until 2026-12-31 once #Ёлка"),
    /^Код SPRING готов\.\nhttps:\/\/t\.me\/\w+\?start=promo_SPRING$/,
  );
  assert.match(await say("/codes SPRING 20%"), /expected one that is not there yet/);
  assert.match(await say("/codes NEXT 1,5 USD"), /with a point, not a comma/);
  await chat.telegram.say(1002, "/promo SPRING");
  assert.match((await chat.hear(1002)).text, /^Код принят: 30 дней Pro/);
  assert.match(
    await say("/codes"),
    /^Ёлка\nКодов 1, применений 1 из 100, ждут оплаты 0, выручка 0\n\nСоздать код/,
  );
  assert.equal(
    await say("/codes off SPRING"),
    "Код SPRING отключён. Кто уже выставил с ним счёт, заплатит по нему.",
  );
  await chat.telegram.say(1003, "/promo SPRING");
  assert.equal((await chat.hear(1003)).text, "This code is no longer valid.");
});

Deno.test("an operator gets many codes as a file, the same ones when the update comes twice", async () => {
  await using chat = await openChat({ environment: { OPERATORS: "1001" } });
  chat.telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await chat.telegram.say(1001, "/codes 25 20% #Осень");
  const { document } = await chat.hear();
  const read = new TextDecoder().decode(chat.telegram.file(document!.file_id));
  const [header, ...lines] = read.trimEnd().split("\n");
  assert.equal(header, "code,link");
  const codes = lines.map((line) => line.split(",")[0]!);
  assert.equal(new Set(codes).size, 25);
  for (const code of codes) assert.match(code, /^[2-9A-HJKMNP-Z]{17}$/);
  await chat.telegram.say(1001, "/codes 0 20%");
  const told = async (): Promise<string> => (await chat.hear()).text || await told();
  assert.match(await told(), /expected 1 to 10000 codes, came 0$/);
  const kept = await Array.fromAsync(chat.app.kv.list<Promo>({ prefix: keys.promos() }));
  assert.deepEqual(kept.map(({ value }) => value.code).sort(), codes.sort());
  assert(kept.every(({ value }) => value.maxUses === 1 && value.campaign === "Осень"));
});
