import assert from "node:assert/strict";
import { becomes, openShop, order, paid, sellForStars } from "./payments_kit.ts";

/** With spaces that may break, as they are written here. */
const plain = (text: string) => text.replaceAll("\u00A0", " ");

Deno.test("/subscribe shows the plans with their prices, and the way to them", async () => {
  await using chat = await openShop();
  await chat.telegram.say(1001, "/subscribe");
  const offered = await chat.hear();
  assert.equal(
    plain(offered.text),
    "Pro: 1 500 ⭐ за 30 дней.\nЗвонки и сообщения без дневных лимитов, тридцать дней.",
  );
  assert.match(JSON.stringify(offered.markup), /tgWebAppStartParam=plans/);
});

Deno.test("/subscribe tells a subscriber when it renews, or until when it lasts", async () => {
  await using chat = await openShop();
  const invoice = await order(chat.app, "stars_subscription");
  await paid(chat, invoice);
  await becomes(chat.app, invoice, "paid");
  await chat.hear();
  await chat.telegram.say(1001, "/subscribe");
  assert.match(
    plain((await chat.hear()).text),
    /^Подписка Pro продлится 23 декабря за 1 500 ⭐\. Отменить её можно в приложении\.\n\nPro: /,
  );
});

Deno.test("where nothing is sold, /subscribe says so", async () => {
  await using chat = await openShop({
    community: (community) => {
      sellForStars(community);
      community.sales.stars = false;
    },
  });
  await chat.telegram.say(1003, "/subscribe");
  assert.equal((await chat.hear(1003)).text, "Nothing is sold now: all there is is yours already.");
});

Deno.test("/terms and /paysupport are answered, with the numbers of the last payments", async () => {
  await using chat = await openShop();
  await chat.telegram.say(1001, "/terms");
  assert.match((await chat.hear()).text, /^Коротко о правилах\..*\/paysupport/s);
  await chat.telegram.say(1001, "/paysupport");
  assert.match((await chat.hear()).text, /^Платежей от тебя здесь ещё не было/);
  const invoice = await order(chat.app);
  await paid(chat, invoice);
  await becomes(chat.app, invoice, "paid");
  await chat.hear();
  await chat.telegram.say(1001, "/paysupport");
  const told = plain((await chat.hear()).text);
  assert(told.endsWith(`23 ноября, Pro, 1 500 ⭐. Счёт ${invoice.id}`), told);
});
