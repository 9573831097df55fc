import assert from "node:assert/strict";
import { Bot } from "grammy";
import type { MemberContext } from "../../bot/context.ts";
import { poll } from "../../bot/updates.ts";
import { startTelegram } from "../../dev/telegram/mod.ts";
import { movableClock, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";

Deno.test("a payment is answered although what came before it takes long", async () => {
  const telegram = await startTelegram({ token: TOKEN, clock: movableClock() });
  const bot = new Bot<MemberContext>(TOKEN, { client: { apiRoot: telegram.url } });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const done: string[] = [];
  bot.on("message:text", async ({ message }) => {
    await released;
    done.push(message.text);
  });
  bot.on("pre_checkout_query", (context) => context.answerPreCheckoutQuery(true));
  bot.on("message:successful_payment", () => void done.push("paid"));
  const prices = [{ label: "Pro", amount: 1 }];
  const link = await bot.api.createInvoiceLink("Pro", "Pro", "i", "", "XTR", prices);
  await telegram.say(1001, "slow");
  const paying = telegram.stars.pay(1001, link.slice("https://t.me/$".length));
  const stop = new AbortController();
  const polling = poll(bot, stop.signal);
  assert.equal((await paying).status, "paid");
  assert.deepEqual(done, []);
  release();
  await until(() => done.length === 2, "both to be done");
  assert.deepEqual(done, ["slow", "paid"]);
  stop.abort();
  await polling;
  await telegram.close();
});
