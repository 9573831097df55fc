import assert from "node:assert/strict";
import { keepPaymentEvent } from "../../db/payment_events.ts";
import { decimalOf } from "../../domain/money.ts";
import { type Payment, paymentEventId } from "../../domain/payment.ts";
import type { Stars, StarsLink } from "../../services/ports.ts";
import { addTestMember } from "../kit/members.ts";
import { type SellingWorld, sellingWorld } from "../kit/selling.ts";

const MERCHANT = "stars:1234567";
const DAY = 24 * 3600_000;

/** Anna, and a Telegram that remembers links and what went back. */
async function shop() {
  const links: StarsLink[] = [];
  const refunds: string[] = [];
  const stars: Stars = {
    merchant: MERCHANT,
    createLink(link) {
      links.push(link);
      return Promise.resolve(`https://t.me/$${link.invoiceId}`);
    },
    answerPreCheckout: () => Promise.resolve(),
    refund({ chargeId }) {
      const already = refunds.includes(chargeId);
      refunds.push(chargeId);
      return Promise.resolve(already ? "already" : "refunded");
    },
    setSubscription: () => Promise.resolve(),
    transactions: () => Promise.resolve([]),
  };
  const world = await sellingWorld({ stars });
  await addTestMember(world.db, "anna", { telegramId: "1001" });
  return Object.assign(world, { links, refunds });
}

const buy = (change: Record<string, unknown> = {}) => ({
  offer: "plan:pro",
  way: "stars" as const,
  gift: false,
  price: { amount: "1500", currency: "XTR" },
  ...change,
});

/** What Telegram tells of a payment, kept and applied. */
async function paid({ db, clock, invoices }: SellingWorld, orderId: string, chargeId: string) {
  const amount = decimalOf("1500")!;
  const payment: Payment = {
    uuid: chargeId,
    orderId,
    amount,
    currency: "XTR",
    status: "paid",
    paid: amount,
    asked: amount,
    payerCurrency: "XTR",
    network: null,
    txid: chargeId,
  };
  await db.tx((tx) => keepPaymentEvent(tx, { payment, merchant: MERCHANT }, clock.now()));
  await invoices.apply(paymentEventId(payment));
}

Deno.test("a purchase in Stars is asked about, paid and paid back once", async () => {
  await using world = await shop();
  const { invoices } = world;
  const { id, url, way } = await invoices.checkout("anna", buy());
  assert.deepEqual([way, url], ["stars", `https://t.me/$${id}`]);
  assert.equal((await invoices.checkout("anna", buy())).id, id);
  assert.equal(world.links.length, 1);
  const ask = (change = {}) =>
    invoices.preCheckout({ invoiceId: id, telegramId: "1001", stars: 1500, ...change });
  assert.equal(await ask(), undefined);
  assert.equal(await ask({ telegramId: "1002" }), "unknown");
  assert.equal(await ask({ invoiceId: "of-nobody" }), "unknown");
  assert.equal(await ask({ stars: 1 }), "price");
  await paid(world, id, "charge-1");
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
  assert.equal(await ask(), "paid");
  await invoices.refund(id, undefined);
  assert.equal((await invoices.view("anna", id)).state, "refunded");
  assert.deepEqual(await world.days("anna"), {});
  await assert.rejects(invoices.refund(id, undefined), { code: "refund_refused" });
  assert.deepEqual(world.refunds, ["charge-1"]);
});

Deno.test("a quote that is stale, cancelled or over is refused before it is paid", async () => {
  await using world = await shop();
  const { invoices, clock } = world;
  const first = await invoices.checkout("anna", buy());
  await invoices.cancel("anna", first.id);
  const ask = (invoiceId: string) =>
    invoices.preCheckout({ invoiceId, telegramId: "1001", stars: 1500 });
  assert.equal(await ask(first.id), "over");
  const second = await invoices.checkout("anna", buy());
  assert.equal(await ask(second.id), undefined);
  clock.move(2 * 3600_000);
  assert.equal(await ask(second.id), "over");
});

Deno.test("a subscription has no code and no credit, and renews with an invoice a charge", async () => {
  await using world = await shop();
  const { invoices, clock } = world;
  const request = buy({ way: "stars_subscription" });
  const quote = await invoices.quote("anna", request);
  assert.deepEqual([quote.renews, quote.credit], [true, null]);
  const { id } = await invoices.checkout("anna", request);
  assert.equal(world.links[0]!.subscription, true);
  await paid(world, id, "charge-1");
  clock.move(30 * DAY);
  const renewal = {
    subscriptionInvoiceId: id,
    chargeId: "charge-2",
    stars: 1500,
    at: clock.now(),
  };
  const [one, two] = await Promise.all([
    invoices.renew(renewal),
    world.another().invoices.renew(renewal),
  ]);
  assert.equal(one, two);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30, [`invoice:${one}`]: 30 });
  assert.deepEqual(await world.flags(), []);
  assert.equal((await world.messages("1001")).length, 2);
});
