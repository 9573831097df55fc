import assert from "node:assert/strict";
import { webhookSecret } from "../../services/bot_setup.ts";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { testIds, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import {
  accessOf,
  askAs,
  becomes,
  invoicesOf,
  openShop,
  order,
  paid,
  pay,
  PERIOD,
  PRICE,
  sellForStars,
} from "./payments_kit.ts";

const failed = (reason: string) => ({ status: "failed", reason });

Deno.test("Stars that were paid bring the plan at once, and a message", async () => {
  await using chat = await openShop();
  const invoice = await order(chat.app);
  assert.deepEqual([invoice.way, invoice.price], ["stars", { amount: "1500", currency: "XTR" }]);
  await paid(chat, invoice);
  await becomes(chat.app, invoice, "paid");
  const { plan, until } = await accessOf(chat.app);
  assert.deepEqual([plan, until], ["pro", chat.app.clock.now() + PERIOD]);
  assert.match((await chat.hear()).text, /./);
});

Deno.test("a payment is refused with the reason, in the member's language", async () => {
  await using chat = await openShop();
  const { app } = chat;
  const invoice = await order(app);
  assert.deepEqual(
    await pay(chat, invoice, 1003),
    failed("This invoice was not found. Open the app and begin the purchase anew."),
  );
  await askAs(app, 1001, "POST", `/invoices/${invoice.id}/cancel`);
  assert.deepEqual(
    await pay(chat, invoice),
    failed("Время этого счёта вышло. Открой приложение и сделай новый."),
  );
  const another = await order(app);
  await paid(chat, another);
  await becomes(app, another, "paid");
  assert.deepEqual(await pay(chat, another), failed("Это уже оплачено."));
  assert.equal(chat.telegram.stars.account(1001).balance, 5000 - PRICE);
});

Deno.test("a quote that went stale is not paid", async () => {
  await using chat = await openShop();
  const { app } = chat;
  const invoice = await order(app);
  app.clock.move(invoice.expiresAt - app.clock.now());
  assert.deepEqual(
    await pay(chat, invoice),
    failed("Время этого счёта вышло. Открой приложение и сделай новый."),
  );
});

Deno.test("a link whose price is another than that of its invoice is not paid", async () => {
  await using chat = await openShop();
  const { app } = chat;
  const invoice = await order(app);
  const db = createDatabase(app.kv, { ids: testIds(), random: Math.random, headOf });
  await db.tx(async (tx) => {
    const stored = await tx.get<{ price: object }>(keys.invoice(invoice.id));
    tx.set(keys.invoice(invoice.id), { ...stored, price: { amount: "1400", currency: "XTR" } });
  });
  assert.deepEqual(
    await pay(chat, invoice),
    failed("Цена изменилась. Открой приложение и посмотри новую."),
  );
});

Deno.test("a store that is slow refuses a payment rather than leave it without an answer", async () => {
  const kv = await Deno.openKv(":memory:");
  let isSlow = false;
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const slow = new Proxy(kv, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const go = () => value.apply(target, args);
        return isSlow && (name === "get" || name === "getMany") ? released.then(go) : go();
      };
    },
  });
  await using chat = await openShop({ kv: slow, preCheckoutPatience: 100 });
  const invoice = await order(chat.app);
  isSlow = true;
  const refused = await pay(chat, invoice);
  isSlow = false;
  release();
  assert.deepEqual(
    refused,
    failed("Сейчас не получается это проверить. Попробуй через минуту, звёзды не списаны."),
  );
  // The store is well again, and so is the invoice.
  await paid(chat, invoice);
  await becomes(chat.app, invoice, "paid");
  await chat.app.app.stop(0);
  kv.close();
});

Deno.test("a payment that is told of twice brings one plan, and one message", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const invoice = await order(app);
  telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  await chat.hear();
  await telegram.say(1001, "/plan");
  assert.match((await chat.hear()).text, /^Твой план: Pro/);
  assert.equal((await accessOf(app)).until, app.clock.now() + PERIOD);
});

Deno.test("what Telegram never told of is found in its list of transactions", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  await app.app.sweep();
  const invoice = await order(app);
  telegram.faults.add({ kind: "lose", match: "successful_payment" });
  await paid(chat, invoice);
  // The list was read a moment ago: until it is time again nothing is known.
  await app.app.sweep();
  await becomes(app, invoice, "open");
  app.clock.move(11 * 60_000);
  await app.app.sweep();
  await becomes(app, invoice, "paid");
  assert.equal((await accessOf(app)).plan, "pro");
});

Deno.test("Stars that are given back end what they brought; a second time changes nothing", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const invoice = await order(app);
  const chargeId = await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  telegram.faults.add({ kind: "duplicate", match: "getUpdates" });
  await telegram.stars.refund(1001, chargeId);
  await becomes(app, invoice, "refunded");
  assert.equal((await accessOf(app)).plan, "free");
  await assert.rejects(telegram.stars.refund(1001, chargeId), /CHARGE_ALREADY_REFUNDED/);
});

Deno.test("a refund that Telegram never told of is found in its list, too", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const invoice = await order(app);
  const chargeId = await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  telegram.faults.add({ kind: "lose", match: "refunded_payment" });
  await telegram.stars.refund(1001, chargeId);
  await becomes(app, invoice, "paid");
  app.clock.move(11 * 60_000);
  await app.app.sweep();
  await becomes(app, invoice, "refunded");
});

Deno.test("a subscription renews, is stopped at the end of what is paid, and goes on", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const began = app.clock.now();
  const invoice = await order(app, "stars_subscription");
  await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  const subscription = async () =>
    (await askAs<{ subscription: unknown }>(app, 1001, "GET", "/subscription")).body.subscription;
  const active = { offer: "plan:pro", name: "Pro", stars: PRICE, state: "active" };
  const pays = (periods: number) => Math.floor(began / 1000) * 1000 + periods * PERIOD;
  assert.deepEqual(await subscription(), { ...active, renewsAt: pays(1) });

  app.clock.move(PERIOD);
  await telegram.sweep();
  await until(async () => (await invoicesOf(app)).length === 2, "the invoice of the renewal");
  await until(async () => (await accessOf(app)).until === began + 2 * PERIOD, "another period");
  assert.deepEqual(await subscription(), { ...active, renewsAt: pays(2) });

  const stopped = await askAs(app, 1001, "POST", "/subscription/cancel");
  assert.deepEqual(stopped.body, {
    subscription: { ...active, state: "cancelled", renewsAt: pays(2) },
  });
  const resumed = await askAs(app, 1001, "POST", "/subscription/resume");
  assert.deepEqual(resumed.body, { subscription: { ...active, renewsAt: pays(2) } });
  await askAs(app, 1001, "POST", "/subscription/cancel");
  app.clock.move(PERIOD);
  await telegram.sweep();
  assert.equal(await subscription(), null);
  assert.equal((await invoicesOf(app)).length, 2);
  assert.equal((await accessOf(app)).plan, "free");
  const gone = await askAs(app, 1001, "POST", "/subscription/resume");
  assert.equal(gone.status, 404);
});

Deno.test("what a member does to a subscription in Telegram is followed", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const invoice = await order(app, "stars_subscription");
  const chargeId = await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  const is = (state: string) =>
    until(async () => {
      const { body } = await askAs<{ subscription: { state: string } }>(
        app,
        1001,
        "GET",
        "/subscription",
      );
      return body.subscription.state === state;
    }, `the subscription to be ${state}`);
  await telegram.stars.setRenewal(1001, chargeId, false);
  await is("cancelled");
  await telegram.stars.setRenewal(1001, chargeId, true);
  await is("active");
});

Deno.test("of a subscription the whole of what was lost is found, each payment once", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  await app.app.sweep();
  const began = app.clock.now();
  const invoice = await order(app, "stars_subscription");
  telegram.faults.add({ kind: "lose", match: "successful_payment", times: 2 });
  await paid(chat, invoice);
  app.clock.move(PERIOD);
  await telegram.sweep();
  await app.app.sweep();
  await until(async () => (await invoicesOf(app)).length === 2, "both payments");
  await until(async () => (await accessOf(app)).until! > began + PERIOD, "both periods");
  app.clock.move(PERIOD);
  await telegram.sweep();
  await until(async () => (await invoicesOf(app)).length === 3, "the third payment");
  app.clock.move(11 * 60_000);
  await app.app.sweep();
  assert.equal((await invoicesOf(app)).length, 3);
});

Deno.test("a refund of a renewal ends its days and the subscription, not the days before", async () => {
  await using chat = await openShop();
  const { app, telegram } = chat;
  const invoice = await order(app, "stars_subscription");
  await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  app.clock.move(PERIOD - 3_600_000);
  const before = (await accessOf(app)).until!;
  app.clock.move(3_600_000);
  await telegram.sweep();
  await until(async () => (await invoicesOf(app)).length === 2, "the renewal");
  const [last] = telegram.stars.account(1001).payments;
  await telegram.stars.refund(1001, last!.id);
  const [renewal, first] = await until(async () => {
    const all = await invoicesOf(app);
    return all.some(({ state }) => state === "refunded") ? all : undefined;
  }, "the refund");
  assert.deepEqual([renewal!.state, first!.state], ["refunded", "paid"]);
  assert.equal((await accessOf(app)).plan, "free");
  assert.equal(before, app.clock.now());
  const { body } = await askAs(app, 1001, "GET", "/subscription");
  assert.deepEqual(body, { subscription: null });
});

Deno.test("a member subscribes once at a time", async () => {
  await using chat = await openShop({
    community: (community) => {
      sellForStars(community);
      const pro = community.plans.find(({ id }) => id === "pro")!;
      community.plans.push({ ...structuredClone(pro), id: "max", rank: 2 });
    },
  });
  const { app } = chat;
  const pro = await order(app, "stars_subscription");
  await paid(chat, pro);
  await becomes(app, pro, "paid");
  const purchase = { offer: "plan:max", way: "stars_subscription", gift: false };
  const price = { amount: String(PRICE), currency: "XTR" };
  const { body } = await askAs<typeof pro>(app, 1001, "POST", "/invoices", { ...purchase, price });
  assert.deepEqual(
    await pay(chat, body),
    failed("Подписка у тебя уже есть. Отмени её в приложении, чтобы оформить другую."),
  );
  await askAs(app, 1001, "POST", "/subscription/cancel");
  await paid(chat, body);
});

Deno.test("by webhook it is the same: asked in time, and kept before it is confirmed", async () => {
  await using chat = await openShop({ environment: { TELEGRAM_UPDATES: "webhook" } });
  const { app, telegram } = chat;
  const invoice = await order(app);
  await until(() => telegram.webhook().url !== "", "the app to have set up its own address");
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    return app.ask(pathname, request);
  });
  const api = `${telegram.url}/bot${TOKEN}`;
  const url = `http://127.0.0.1:${server.addr.port}/telegram/webhook`;
  await fetch(`${api}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      url,
      secret_token: webhookSecret(TOKEN),
      allowed_updates: ["message", "pre_checkout_query"],
    }),
  }).then((response) => response.body?.cancel());
  await paid(chat, invoice);
  await becomes(app, invoice, "paid");
  await fetch(`${api}/deleteWebhook`).then((response) => response.body?.cancel());
  await server.shutdown();
});

Deno.test("money for nothing that is sold here is flagged to the operator, once", async () => {
  await using chat = await openShop({ environment: { OPERATORS: "1002" } });
  const { app, telegram } = chat;
  await telegram.say(1002, "/start");
  await chat.hear(1002);
  await app.app.sweep();
  const invoice = await order(app);
  telegram.faults.add({ kind: "lose", match: "successful_payment" });
  await paid(chat, invoice);
  // As a store that was restored from before the invoice: the charge is there, and nothing else.
  await app.kv.delete(keys.invoice(invoice.id));
  app.clock.move(11 * 60_000);
  await app.app.sweep();
  assert((await chat.hear(1002)).text.endsWith(invoice.id));
  app.clock.move(11 * 60_000);
  await app.app.sweep();
  assert.equal(telegram.messages(1002).filter(({ from }) => from === "bot").length, 2);
});
