import assert from "node:assert/strict";
import type { Bot } from "grammy";
import type { Update } from "grammy/types";
import type { StarsPayment, TelegramStandIn } from "../../../dev/telegram/mod.ts";
import { until } from "../../kit/conditions.ts";
import { ARTYOM, makeBot, MARIA, refuses, whilePolling, withTelegram } from "./kit.ts";

const PERIOD = 2_592_000;

/** What is asked of Telegram for a link; a test changes what it is about. */
const LINK = {
  title: "Pro",
  description: "Thirty days of Pro",
  payload: "invoice-1",
  currency: "XTR",
  prices: [{ label: "Pro", amount: 1500 }],
};

async function slugFor(bot: Bot, change: Partial<typeof LINK> & { period?: number } = {}) {
  const { period, ...link } = { ...LINK, ...change };
  const url = await bot.api.raw.createInvoiceLink({
    ...link,
    provider_token: "",
    ...(period ? { subscription_period: period } : {}),
  });
  const [, slug] = /^https:\/\/t\.me\/\$([\w-]+)$/.exec(url) ?? [];
  assert(slug, url);
  return slug;
}

/** A bot that says yes to every payment and remembers what it was told. */
function sellingBot(telegram: TelegramStandIn) {
  const told: Update[] = [];
  const bot = makeBot(telegram);
  bot.use(async ({ update }, next) => {
    told.push(update);
    await next();
  });
  bot.on("pre_checkout_query", (context) => context.answerPreCheckoutQuery(true));
  return {
    bot,
    told,
    payments: () => told.flatMap(({ message }) => message?.successful_payment ?? []),
  };
}

Deno.test("a link is made within Telegram's limits only", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    const refused: [change: Record<string, unknown>, description: string][] = [
      [{ title: "" }, 'parameter "title" is required'],
      [{ title: "Т".repeat(33) }, "TITLE_TOO_LONG"],
      [{ description: "d".repeat(256) }, "DESCRIPTION_TOO_LONG"],
      [{ payload: "" }, "INVOICE_PAYLOAD_INVALID"],
      [{ payload: "ы".repeat(65) }, "INVOICE_PAYLOAD_INVALID"],
      [{ currency: "USD" }, "PAYMENT_PROVIDER_INVALID"],
      [{ prices: [...LINK.prices, ...LINK.prices] }, "STARS_INVOICE_INVALID"],
      [{ prices: [{ label: "Pro", amount: 0 }] }, "CURRENCY_TOTAL_AMOUNT_INVALID"],
      [{ prices: [{ label: "Pro", amount: 100_001 }] }, "STARS_INVOICE_INVALID"],
      [{ period: PERIOD - 1 }, "SUBSCRIPTION_PERIOD_INVALID"],
      [
        { period: PERIOD, prices: [{ label: "Pro", amount: 10_001 }] },
        "SUBSCRIPTION_PRICE_INVALID",
      ],
    ];
    for (const [change, description] of refused) {
      await refuses(slugFor(bot, change), 400, `Bad Request: ${description}`);
    }
    const slug = await slugFor(bot, {
      title: "Т".repeat(32),
      description: "о".repeat(255),
      payload: "ы".repeat(64),
    });
    assert.equal(telegram.stars.offer(ARTYOM, slug).stars, 1500);
  }));

Deno.test("a payment asks the bot, moves the Stars and tells the bot of it", () =>
  withTelegram(async (telegram) => {
    const { bot, told, payments } = sellingBot(telegram);
    const slug = await slugFor(bot);
    const { balance } = telegram.stars.account(ARTYOM);
    await whilePolling(bot, async () => {
      const paid = await telegram.stars.pay(ARTYOM, slug);
      assert.equal(paid.status, "paid");
      await until(() => payments().length === 1, "the bot to be told");
      assert.deepEqual(payments()[0], {
        currency: "XTR",
        total_amount: 1500,
        invoice_payload: "invoice-1",
        telegram_payment_charge_id: paid.status === "paid" && paid.chargeId,
        provider_payment_charge_id: "",
      });
    });
    assert.deepEqual(told[0]!.pre_checkout_query?.invoice_payload, "invoice-1");
    assert.equal(telegram.stars.account(ARTYOM).balance, balance - 1500);
    assert.deepEqual(telegram.messages(ARTYOM).map(({ payment }) => payment), [
      { kind: "paid", stars: 1500, renewal: false },
    ]);
  }));

Deno.test("a payment that the bot refuses, or is silent about, takes no Stars", () =>
  withTelegram(async (telegram) => {
    const bot = makeBot(telegram);
    const queries: string[] = [];
    bot.on("pre_checkout_query", async (context) => {
      queries.push(context.preCheckoutQuery.id);
      if (queries.length === 1) await context.answerPreCheckoutQuery(false, "Sold out");
    });
    const slug = await slugFor(bot);
    const { balance } = telegram.stars.account(ARTYOM);
    await whilePolling(bot, async () => {
      const failed = (reason: string): StarsPayment => ({ status: "failed", reason });
      assert.deepEqual(await telegram.stars.pay(ARTYOM, slug), failed("Sold out"));
      assert.deepEqual(await telegram.stars.pay(ARTYOM, slug), failed("BOT_PRECHECKOUT_TIMEOUT"));
    });
    await refuses(
      bot.api.answerPreCheckoutQuery(queries[1]!, true),
      400,
      "Bad Request: query is too old and response timeout expired or query ID is invalid",
    );
    assert.equal(telegram.stars.account(ARTYOM).balance, balance);
    assert.deepEqual(telegram.messages(ARTYOM), []);
  }, { preCheckoutTime: 500 }));

Deno.test("who has too few Stars is not asked about, and can get more", () =>
  withTelegram(async (telegram) => {
    const { bot } = sellingBot(telegram);
    const slug = await slugFor(bot, { prices: [{ label: "Much", amount: 6000 }] });
    assert.deepEqual(await telegram.stars.pay(ARTYOM, slug), {
      status: "failed",
      reason: "BALANCE_TOO_LOW",
    });
    await telegram.stars.topUp(ARTYOM, 1000);
    await whilePolling(bot, async () => {
      assert.equal((await telegram.stars.pay(ARTYOM, slug)).status, "paid");
    });
    assert.equal(telegram.stars.account(ARTYOM).balance, 0);
  }));

Deno.test("a refund gives the Stars back once, and the bot is told", () =>
  withTelegram(async (telegram) => {
    const { bot, told } = sellingBot(telegram);
    const slug = await slugFor(bot);
    await whilePolling(bot, async () => {
      const paid = await telegram.stars.pay(ARTYOM, slug);
      assert(paid.status === "paid");
      const refund = (memberId: number, chargeId = paid.chargeId) =>
        bot.api.refundStarPayment(memberId, chargeId);
      await refuses(refund(MARIA), 400, "Bad Request: CHARGE_ID_INVALID");
      await refuses(refund(ARTYOM, "stx1"), 400, "Bad Request: CHARGE_ID_INVALID");
      await refund(ARTYOM);
      await refuses(refund(ARTYOM), 400, "Bad Request: CHARGE_ALREADY_REFUNDED");
      await until(() => told.find(({ message }) => message?.refunded_payment), "the refund");
      const { transactions } = await bot.api.getStarTransactions();
      assert.deepEqual(
        transactions.map(({ id, amount, source, receiver }) => [id, amount, !!source, !!receiver]),
        [[paid.chargeId, 1500, true, false], [paid.chargeId, 1500, false, true]],
      );
    });
    assert.equal(telegram.stars.account(ARTYOM).balance, 5000);
  }));

Deno.test("a subscription is paid again with each period, until the bot stops it", () =>
  withTelegram(async (telegram, clock) => {
    const { bot, payments } = sellingBot(telegram);
    const slug = await slugFor(bot, { period: PERIOD });
    await whilePolling(bot, async () => {
      const paid = await telegram.stars.pay(ARTYOM, slug);
      assert(paid.status === "paid");
      assert.deepEqual(await telegram.stars.pay(ARTYOM, slug), {
        status: "failed",
        reason: "SUBSCRIPTION_ALREADY_ACTIVE",
      });
      await until(() => payments().length === 1, "the first payment");
      const began = clock.seconds;
      clock.advance(2 * PERIOD + 1);
      await telegram.sweep();
      const seen = payments().map((payment) => [
        payment.subscription_expiration_date,
        payment.is_recurring,
        payment.is_first_recurring,
      ]);
      assert.deepEqual(seen, [
        [began + PERIOD, true, true],
        [began + 2 * PERIOD, true, undefined],
        [began + 3 * PERIOD, true, undefined],
      ]);
      const last = payments()[2]!.telegram_payment_charge_id;
      const edit = (chargeId: string, cancelled: boolean) =>
        bot.api.editUserStarSubscription(ARTYOM, chargeId, cancelled);
      await refuses(edit(last, true), 400, "Bad Request: CHARGE_ID_INVALID");
      await edit(paid.chargeId, true);
      clock.advance(PERIOD);
      await telegram.sweep();
      assert.equal(payments().length, 3);
      const [subscription] = telegram.stars.account(ARTYOM).subscriptions;
      assert.equal(subscription!.ended, true);
    });
  }));

Deno.test("the bot is told what a member does to a subscription, and when it cannot be paid", () =>
  withTelegram(async (telegram, clock) => {
    const { bot, told } = sellingBot(telegram);
    const slug = await slugFor(bot, { period: PERIOD, prices: [{ label: "Pro", amount: 3000 }] });
    await whilePolling(bot, async () => {
      const paid = await telegram.stars.pay(ARTYOM, slug);
      assert(paid.status === "paid");
      await telegram.stars.setRenewal(ARTYOM, paid.chargeId, false);
      await telegram.stars.setRenewal(ARTYOM, paid.chargeId, true);
      const states = () => told.flatMap(({ subscription }) => subscription?.state ?? []);
      await until(() => states().length === 2, "two changes");
      clock.advance(PERIOD);
      await telegram.sweep();
      await until(() => states().length === 3, "the third");
      assert.deepEqual(states(), ["canceled", "active", "failed"]);
    });
  }));

Deno.test("a refund of a subscription ends its renewal", () =>
  withTelegram(async (telegram, clock) => {
    const { bot, payments } = sellingBot(telegram);
    const slug = await slugFor(bot, { period: PERIOD });
    await whilePolling(bot, async () => {
      const paid = await telegram.stars.pay(ARTYOM, slug);
      assert(paid.status === "paid");
      await until(() => payments().length === 1, "the payment");
      await bot.api.refundStarPayment(ARTYOM, paid.chargeId);
      clock.advance(PERIOD);
      await telegram.sweep();
      assert.equal(payments().length, 1);
    });
  }));

Deno.test("an update that is lost leaves its transaction, which can be read page by page", () =>
  withTelegram(async (telegram) => {
    const { bot, payments } = sellingBot(telegram);
    const slug = await slugFor(bot, { prices: [{ label: "Hour", amount: 100 }] });
    telegram.faults.add({ kind: "lose", match: "successful_payment" });
    await whilePolling(bot, async () => {
      for (let time = 1; time <= 3; time += 1) await telegram.stars.pay(ARTYOM, slug);
      await until(() => payments().length === 2, "two of three");
    });
    const page = async (offset: number, limit: number) =>
      (await bot.api.getStarTransactions({ offset, limit })).transactions.length;
    assert.deepEqual([await page(0, 2), await page(2, 2), await page(3, 2)], [2, 1, 0]);
  }));

Deno.test("what was sold for Stars outlives a restart", async () => {
  const store = await Deno.openKv(":memory:");
  let slug = "";
  await withTelegram(async (telegram) => {
    const { bot } = sellingBot(telegram);
    slug = await slugFor(bot, { period: PERIOD });
    await whilePolling(bot, async () => void await telegram.stars.pay(ARTYOM, slug));
  }, { store });
  await withTelegram((telegram) => {
    const { balance, subscriptions, payments } = telegram.stars.account(ARTYOM);
    assert.deepEqual([balance, subscriptions.length, payments.length], [3500, 1, 1]);
    assert.equal(telegram.stars.offer(MARIA, slug).title, "Pro");
    return Promise.resolve();
  }, { store });
  store.close();
});
