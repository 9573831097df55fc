import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { startCryptomus } from "../../dev/cryptomus/server.ts";
import { sessionHeaders } from "../kit/app.ts";
import { API_KEY, MERCHANT } from "../kit/selling.ts";
import { movableClock } from "../kit/app.ts";
import { openChat } from "./kit.ts";

const ADDRESS = "THgEWubVc8tPKXLJ4VZ5zbiiAK7AgqSeGH";

/** A bot whose operator is 1001, and a member 1002 who paid too little. */
async function chatWithOperator() {
  const clock = movableClock();
  const standIn = await startCryptomus({ clock, merchant: MERCHANT, apiKey: API_KEY });
  const payments = createCryptomus({
    merchant: MERCHANT,
    apiKey: API_KEY,
    baseUrl: standIn.url,
    timeoutMilliseconds: 20_000,
  });
  const chat = await openChat({
    payments,
    environment: { OPERATORS: "1001" },
    community: (community) => void (community.sales.shortPayment = "refund"),
  });
  await chat.app.enter(1001);
  return {
    ...chat,
    /** Member 1002 pays too little for Pro; the id of their invoice. */
    async short(): Promise<string> {
      const headers = sessionHeaders(await chat.app.enter(1002));
      const post = async (path: string, body: unknown = {}) =>
        await (await chat.app.ask(path, {
          method: "POST",
          headers,
          body: JSON.stringify(body),
        })).json();
      const { id } = await post("/api/invoices", {
        offer: "plan:pro",
        way: "crypto",
        price: { amount: "24.99", currency: "USD" },
      });
      await standIn.act(standIn.invoices()[0]!.uuid, "under", "lost");
      await post(`/api/invoices/${id}/check`);
      return id;
    },
    async [Symbol.asyncDispose]() {
      await chat[Symbol.asyncDispose]();
      await standIn.close();
    },
  };
}

Deno.test("an operator hears of what needs a person, and deals with it by its buttons", async () => {
  await using chat = await chatWithOperator();
  const id = await chat.short();
  const told = await chat.hear(1001);
  assert.match(told.text!, new RegExp(`деньги надо вернуть[^]+Счёт ${id}`));
  const { inline_keyboard: rows } = told.markup as { inline_keyboard: { text: string }[][] };
  assert.deepEqual(rows.flat().map(({ text }) => text), [
    "Посмотреть",
    "Вернуть деньги",
    "Всё равно выдать",
    "Готово",
  ]);
  const press = async (text: string) => {
    await chat.telegram.press(1001, told.id, text);
    return (await chat.hear(1001)).text!;
  };
  assert.match(await press("Посмотреть"), /Участник: 1002/);
  assert.match(await press("Вернуть деньги"), /Нужен адрес/);
  assert.equal(await press("Готово"), "Отмечено.");
});

Deno.test("an operator looks at an invoice, sends money back and gives days by commands", async () => {
  await using chat = await chatWithOperator();
  const id = await chat.short();
  await chat.hear(1001);
  const say = async (text: string) => {
    await chat.telegram.say(1001, text);
    return (await chat.hear(1001)).text!;
  };
  assert.match(await say("/invoice"), /\/refund НОМЕР \[АДРЕС\]/);
  assert.match(await say(`/invoice ${id}`), /Pro, 24,99/);
  assert.match(await say("/invoice of-nobody"), /Счёта of-nobody здесь нет/);
  assert.match(await say(`/refund ${id} ${ADDRESS}`), /отправлен/);
  assert.match(await say(`/refund ${id} ${ADDRESS}`), /уже вернулись/);
  assert.match(await say("/grant 1002 pro 5"), /Pro на 5 дней для 1002/);
  assert.match(await say("/grant 1002 pro"), /\/grant TELEGRAM_ID/);
});

Deno.test("a member who is no operator has no such commands", async () => {
  await using chat = await chatWithOperator();
  await chat.telegram.say(1002, "/grant 1002 pro 500");
  const { text } = await chat.hear(1002);
  assert(!text!.includes("Pro на"), text);
  const headers = sessionHeaders(await chat.app.enter(1002));
  const me = await (await chat.app.ask("/api/me", { headers })).json();
  assert.equal(me.access.plan.id, "free");
});
