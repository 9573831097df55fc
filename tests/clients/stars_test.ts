import assert from "node:assert/strict";
import { createStars } from "../../clients/stars.ts";
import { createTelegram } from "../../clients/telegram.ts";
import { startTelegram, type TelegramStandIn } from "../../dev/telegram/mod.ts";
import { AppError } from "../../domain/errors.ts";
import type { Stars } from "../../services/ports.ts";
import { movableClock, TOKEN } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";

const ARTYOM = "1001";
const LINK = {
  invoiceId: "01J0000000000000000000000A",
  title: "Pro",
  description: "Thirty days of Pro",
  stars: 1500,
  subscription: false,
};
const signal = new AbortController().signal;

async function withStars(
  body: (stars: Stars, telegram: TelegramStandIn) => Promise<void>,
): Promise<void> {
  const telegram = await startTelegram({ token: TOKEN, clock: movableClock() });
  const { api } = createTelegram({ token: TOKEN, apiRoot: telegram.url, publicUrl: "https://a.b" });
  try {
    await body(createStars({ token: TOKEN, api }), telegram);
  } finally {
    await telegram.close();
  }
}

/** Pays a link while the client says yes to the one question there is. */
async function pay(stars: Stars, telegram: TelegramStandIn, link: string): Promise<string> {
  const paying = telegram.stars.pay(Number(ARTYOM), link.slice("https://t.me/$".length));
  const updates = await until(async () => {
    const answer = await fetch(`${telegram.url}/bot${TOKEN}/getUpdates`);
    const { result } = await answer.json() as {
      result: { pre_checkout_query?: { id: string } }[];
    };
    return result.flatMap(({ pre_checkout_query: query }) => query ?? []).at(-1);
  }, "the question");
  await stars.answerPreCheckout(updates.id);
  const paid = await paying;
  assert(paid.status === "paid");
  return paid.chargeId;
}

const code = (expected: string, reason: RegExp) => (error: unknown) => {
  assert(error instanceof AppError, String(error));
  assert.equal(error.code, expected);
  assert.match(String(error.details.reason), reason);
  return true;
};

Deno.test("a link sells for the Stars and by the period that were asked for", () =>
  withStars(async (stars, telegram) => {
    assert.equal(stars.merchant, "stars:1234567");
    const once = await stars.createLink(LINK, signal);
    const offer = (link: string) => telegram.stars.offer(1001, link.slice("https://t.me/$".length));
    assert.equal(offer(once).payload, LINK.invoiceId);
    assert.deepEqual([offer(once).stars, offer(once).period], [1500, null]);
    const again = await stars.createLink({ ...LINK, subscription: true }, signal);
    assert.equal(offer(again).period, 2_592_000);
    const long = { ...LINK, title: "П".repeat(60), description: "о".repeat(600) };
    const cut = offer(await stars.createLink(long, signal));
    assert.deepEqual([cut.title.length, cut.description.length], [32, 255]);
  }));

Deno.test("a payment is given back once, and is in the transactions both ways", () =>
  withStars(async (stars, telegram) => {
    const link = await stars.createLink({ ...LINK, subscription: true }, signal);
    const chargeId = await pay(stars, telegram, link);
    assert.equal(await stars.refund({ telegramId: ARTYOM, chargeId }), "refunded");
    assert.equal(await stars.refund({ telegramId: ARTYOM, chargeId }), "already");
    const told = {
      id: chargeId,
      stars: 1500,
      at: Date.parse("2026-11-23T12:00:00Z"),
      telegramId: ARTYOM,
      invoiceId: LINK.invoiceId,
      period: 30 * 24 * 3_600_000,
    };
    assert.deepEqual(await stars.transactions({ offset: 0, limit: 100 }), [
      { ...told, direction: "in" },
      { ...told, direction: "out" },
    ]);
    assert.equal((await stars.transactions({ offset: 1, limit: 1 })).length, 1);
    assert.deepEqual(await stars.transactions({ offset: 2, limit: 1 }), []);
  }));

Deno.test("a renewal is stopped and allowed again by the charge of the first payment", () =>
  withStars(async (stars, telegram) => {
    const link = await stars.createLink({ ...LINK, subscription: true }, signal);
    const chargeId = await pay(stars, telegram, link);
    const cancelled = () => telegram.stars.account(1001).subscriptions[0]!.cancelled.bot;
    await stars.setSubscription({ telegramId: ARTYOM, chargeId, cancelled: true });
    assert.equal(cancelled(), true);
    await stars.setSubscription({ telegramId: ARTYOM, chargeId, cancelled: false });
    assert.equal(cancelled(), false);
  }));

Deno.test("a refusal of Telegram tells the operator why; silence is told apart", () =>
  withStars(async (stars, telegram) => {
    const tooMuch = stars.createLink({ ...LINK, stars: 200_000 }, signal);
    await assert.rejects(tooMuch, code("payments_refused", /^400 .*STARS_INVOICE_INVALID/));
    const unknown = stars.refund({ telegramId: ARTYOM, chargeId: "stx1" });
    await assert.rejects(unknown, code("payments_refused", /CHARGE_ID_INVALID/));
    await assert.rejects(stars.answerPreCheckout("7"), code("payments_refused", /too old/));
    for (
      const fault of [
        { kind: "status", status: 429, retryAfterSeconds: 5 },
        { kind: "status", status: 502 },
        { kind: "drop" },
        { kind: "lose-reply" },
      ] as const
    ) {
      telegram.faults.add(fault);
      await assert.rejects(
        stars.createLink(LINK, signal),
        code("payments_unavailable", /^(429|502|no answer)/),
      );
    }
  }));
