import assert from "node:assert/strict";
import { setCreditLeft } from "../../db/credits.ts";
import { keepPaymentEvent } from "../../db/payment_events.ts";
import { AppError } from "../../domain/errors.ts";
import { decimalOf } from "../../domain/money.ts";
import type { CheckoutRequest, QuoteView } from "../../services/invoices.ts";
import { addTestMember } from "../kit/members.ts";
import { addTestPromo } from "../kit/promos.ts";
import { OPERATOR, type SellingWorld, sellingWorld } from "../kit/selling.ts";

const DAY = 24 * 3600_000;
const never = new AbortController().signal;

/** A purchase of Pro in crypto at the price it has, with changes. */
const pro = (change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  offer: "plan:pro",
  way: "crypto",
  gift: false,
  price: { amount: "24.99", currency: "USD" },
  ...change,
});

/** A shop with Anna and an operator in it. */
async function shop(options: Parameters<typeof sellingWorld>[0] = {}) {
  const world = await sellingWorld(options);
  await addTestMember(world.db, "anna");
  await addTestMember(world.db, "boris");
  await addTestMember(world.db, OPERATOR);
  return world;
}

const uuidOf = async (world: SellingWorld, id: string) => (await world.invoice(id)).uuid!;

/** Somebody does something at the processor, whose webhooks are lost; then the sweep runs. */
async function pay(world: SellingWorld, id: string, ...actions: Parameters<typeof act>[2][]) {
  for (const action of actions) await act(world, id, action);
  await later(world, DAY / 3);
}
const act = async (
  world: SellingWorld,
  id: string,
  action: Parameters<SellingWorld["standIn"]["act"]>[1],
) => await world.standIn.act(await uuidOf(world, id), action, "lost");

async function later(world: SellingWorld, milliseconds: number) {
  world.clock.move(milliseconds);
  await world.invoices.sweep(never);
  await world.invoices.sweepErrands();
}

function failsWith(code: string, details: Record<string, unknown> = {}) {
  return (error: unknown) => {
    assert(error instanceof AppError, String(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(details)) {
      assert.deepEqual(error.details[name], value);
    }
    return true;
  };
}

Deno.test("what is bought in crypto is had once the money is there", async () => {
  await using world = await shop();
  const { invoices, clock } = world;
  const start = clock.now();
  const shown = await invoices.quote("anna", pro());
  assert.deepEqual(shown.price, { amount: "24.99", currency: "USD" });
  assert.deepEqual([shown.change.kind, shown.change.until], ["now", start + 30 * DAY]);
  const bought = await invoices.checkout("anna", pro());
  assert.equal(bought.state, "open");
  assert.match(bought.url!, /\/pay\//);
  assert.equal(bought.expiresAt, start + 3600_000);
  assert.deepEqual(await world.days("anna"), {});
  await act(world, bought.id, "pay");
  const paid = await invoices.check("anna", bought.id);
  assert.equal(paid.state, "paid");
  assert.deepEqual(paid.access, { from: start, until: start + 30 * DAY, days: 30 });
  assert.deepEqual(await world.days("anna"), { [`invoice:${bought.id}`]: 30 });
  const [message] = await world.messages("anna");
  assert.match(message!, /Оплата пришла, спасибо\.\n\nКвитанция .+\nPro, 30 дней\nОплачено: 24,99/);
  assert.match(message!, /Действует до 23 декабря 2026/);
  assert.deepEqual((await invoices.list("anna")).map(({ id }) => id), [bought.id]);
});

Deno.test("a coin that was chosen tells its address and picture at once", async () => {
  await using world = await shop();
  const coin = { currency: "USDT", network: "tron" };
  assert.deepEqual(await world.invoices.coins(), [coin]);
  const { payment } = await world.invoices.checkout("anna", pro({ coin }));
  assert.equal(payment?.network, "tron");
  assert.equal(payment.asked?.currency, "USDT");
  assert.match(payment.address!, /^T/);
  assert.match(payment.qrCode!, /^data:image\/png/);
  const other = pro({ coin: { currency: "USDT", network: "moon" } });
  await assert.rejects(
    world.invoices.quote("anna", other),
    failsWith("not_sold", { reason: "coin" }),
  );
});

Deno.test("a second tap answers the same invoice, also two at once on two processes", async () => {
  await using world = await shop();
  const [one, two] = [world.invoices, world.another().invoices];
  const taps = await Promise.all([one, two, one, two].map((each) => each.checkout("anna", pro())));
  assert.equal(new Set(taps.map(({ id }) => id)).size, 1);
  assert.equal(world.standIn.invoices().length, 1);
  assert.equal((await one.list("anna")).length, 1);
  // For another member, for another and for a pack there is another one.
  const [own] = taps;
  const others = await Promise.all([
    one.checkout("boris", pro()),
    one.checkout("anna", pro({ gift: true })),
    one.checkout("anna", pro({ offer: "pack:hour", price: { amount: "4.99", currency: "USD" } })),
  ]);
  assert(!others.some(({ id }) => id === own!.id));
});

Deno.test("what is asked for otherwise replaces an invoice, and its late money is honoured", async () => {
  await using world = await shop();
  const { invoices } = world;
  const first = await invoices.checkout("anna", pro());
  const coin = { currency: "USDT", network: "tron" };
  const second = await invoices.checkout("anna", pro({ coin }));
  assert.notEqual(second.id, first.id);
  assert.equal((await invoices.view("anna", first.id)).state, "expired");
  await pay(world, first.id, "pay");
  assert.deepEqual(await world.days("anna"), { [`invoice:${first.id}`]: 30 });
  // The same was bought by the first: money for the second stays the member's.
  await pay(world, second.id, "pay");
  assert.deepEqual(await world.days("anna"), { [`invoice:${first.id}`]: 30 });
  assert.equal(await world.credit("anna"), "24.99");
  assert.deepEqual(await world.flags(), ["double_payment"]);
});

Deno.test("once money was seen, another tap answers the invoice it is for", async () => {
  await using world = await shop();
  const { invoices } = world;
  const first = await invoices.checkout("anna", pro());
  await act(world, first.id, "see");
  assert.equal((await invoices.check("anna", first.id)).state, "confirming");
  const coin = { currency: "USDT", network: "tron" };
  assert.equal((await invoices.checkout("anna", pro({ coin }))).id, first.id);
  assert.equal((await invoices.cancel("anna", first.id)).state, "confirming");
});

Deno.test("another price than the one that was shown is told with the new quote", async () => {
  await using world = await shop();
  const shown = pro({ price: { amount: "19.99", currency: "USD" } });
  const told = await world.invoices.checkout("anna", shown).catch((error) => error as AppError);
  assert(told instanceof AppError);
  assert.equal(told.code, "quote_changed");
  assert.equal((told.details.quote as QuoteView).price.amount, "24.99");
  assert.deepEqual(await world.invoices.list("anna"), []);
  // The price may be spelt with more digits.
  await world.invoices.checkout("anna", pro({ price: { amount: "24.990", currency: "USD" } }));
});

Deno.test("what is not sold, or not so, is refused with the reason", async () => {
  await using world = await shop({ sales: { gifts: false } });
  const refusals: [change: Partial<CheckoutRequest>, reason: string][] = [
    [{ offer: "plan:free" }, "offer"],
    [{ offer: "plan:gold" }, "offer"],
    [{ offer: "nothing" }, "offer"],
    [{ currency: "EUR" }, "currency"],
    [{ currency: "__proto__" }, "currency"],
    [{ way: "stars" }, "way"],
    [{ gift: true }, "gift"],
  ];
  for (const [change, reason] of refusals) {
    await assert.rejects(
      world.invoices.quote("anna", pro(change)),
      failsWith("not_sold", { reason }),
      reason,
    );
  }
  for (const amount of ["0", "-1", "1e9", "1,5", `1.${"0".repeat(70)}`, ""]) {
    const price = { amount, currency: "USD" };
    await assert.rejects(world.invoices.checkout("anna", pro({ price })), (error) => {
      assert(error instanceof AppError);
      assert(["bad_request", "quote_changed"].includes(error.code), amount);
      return true;
    });
  }
  assert.deepEqual(await world.invoices.list("anna"), []);
});

Deno.test("another member's invoice is not there", async () => {
  await using world = await shop();
  const { invoices } = world;
  const { id } = await invoices.checkout("anna", pro());
  for (const ask of ["view", "check", "cancel"] as const) {
    await assert.rejects(invoices[ask]("boris", id), failsWith("not_found"));
  }
  await assert.rejects(invoices.askRefund("boris", id, "T123456789"), failsWith("not_found"));
});

Deno.test("a code that takes all of the price off skips the payment", async () => {
  await using world = await shop();
  await addTestPromo(world.db, { code: "ALL4FREE", benefit: { kind: "percent", percent: 100 } });
  const request = pro({ promoCode: "all4free", price: { amount: "0", currency: "USD" } });
  const quote = await world.invoices.quote("anna", request);
  assert.deepEqual(quote.promo?.off, { amount: "24.99", currency: "USD" });
  const free = await world.invoices.checkout("anna", request);
  assert.deepEqual([free.state, free.way, free.url], ["paid", "none", null]);
  assert.deepEqual(await world.days("anna"), { [`invoice:${free.id}`]: 30 });
  assert.deepEqual(await world.tally("ALL4FREE"), [0, 1]);
  assert.deepEqual(world.standIn.invoices(), []);
  const [message] = await world.messages("anna");
  assert.match(message!, /платить ничего не нужно\.\n\nКвитанция .+\nPro, 30 дней\nДействует до/);
  await assert.rejects(
    world.invoices.checkout("anna", request),
    failsWith("promo_refused", { reason: "yours" }),
  );
});

Deno.test("a free gift with a code and credit at once fits into its commit", async () => {
  await using world = await shop();
  const { invoices } = world;
  await leaveCredit(world, "10");
  await addTestPromo(world.db, { code: "MOST", benefit: { kind: "percent", percent: 60 } });
  await invoices.checkout("anna", pro({ gift: true, price: { amount: "14.99", currency: "USD" } }));
  const request = pro({
    gift: true,
    promoCode: "MOST",
    price: { amount: "0", currency: "USD" },
  });
  const gift = await invoices.checkout("anna", request);
  assert.equal(gift.state, "paid");
  assert.match(gift.gift!.link, /gift_/);
  assert.deepEqual([gift.fullPrice.amount, gift.credit?.amount], ["24.99", "9.99"]);
  assert.equal(await world.credit("anna"), "0.01");
});

Deno.test("a code is reserved with the invoice, counted when it is paid, and given back", async () => {
  await using world = await shop();
  const { invoices } = world;
  await addTestPromo(world.db, { maxUses: 1 });
  const request = pro({ promoCode: "SPRING20", price: { amount: "19.99", currency: "USD" } });
  const bought = await invoices.checkout("anna", request);
  assert.deepEqual(await world.tally("SPRING20"), [1, 0]);
  assert.equal((await invoices.checkout("anna", request)).id, bought.id);
  assert.equal((await invoices.quote("anna", request)).price.amount, "19.99");
  await assert.rejects(
    invoices.checkout("boris", request),
    failsWith("promo_refused", { reason: "used_up" }),
  );
  // Another way to pay takes it over.
  const coin = { currency: "USDT", network: "tron" };
  const other = await invoices.checkout("anna", { ...request, coin });
  assert.notEqual(other.id, bought.id);
  assert.deepEqual(await world.tally("SPRING20"), [1, 0]);
  await invoices.cancel("anna", other.id);
  assert.deepEqual(await world.tally("SPRING20"), [0, 0]);
  const third = await invoices.checkout("anna", request);
  await pay(world, third.id, "pay");
  assert.deepEqual(await world.tally("SPRING20"), [0, 1]);
});

Deno.test("an invoice without money gives the code back a day after its end, and not before", async () => {
  await using world = await shop();
  await addTestPromo(world.db);
  const request = pro({ promoCode: "SPRING20", price: { amount: "19.99", currency: "USD" } });
  await world.invoices.checkout("anna", request);
  await later(world, DAY);
  // The processor told that its time is over.
  assert.deepEqual(await world.tally("SPRING20"), [0, 0]);
});

/** Anna overpays a pack, so that so much stays hers. */
async function leaveCredit(world: SellingWorld, amount: string) {
  const money = { amount: decimalOf(amount)!, currency: "USD" };
  await world.db.tx((tx) => Promise.resolve(setCreditLeft(tx, "anna", "before", money, 0)));
}

Deno.test("credit is used by itself, reserved with the invoice and spent when it is paid", async () => {
  await using world = await shop();
  const { invoices } = world;
  await leaveCredit(world, "10");
  const quote = await invoices.quote("anna", pro());
  assert.deepEqual([quote.credit?.amount, quote.price.amount], ["10", "14.99"]);
  const request = pro({ price: { amount: "14.99", currency: "USD" } });
  const bought = await invoices.checkout("anna", request);
  assert.deepEqual([bought.price.amount, bought.fullPrice.amount], ["14.99", "24.99"]);
  assert.equal(await world.credit("anna"), "0");
  // The open one is quoted as it is, and is the same one.
  assert.equal((await invoices.quote("anna", pro())).price.amount, "14.99");
  assert.equal((await invoices.checkout("anna", request)).id, bought.id);
  await invoices.cancel("anna", bought.id);
  assert.equal(await world.credit("anna"), "10");
  const again = await invoices.checkout("anna", request);
  await pay(world, again.id, "pay");
  assert.equal(await world.credit("anna"), "0");
  assert.deepEqual(await world.days("anna"), { [`invoice:${again.id}`]: 30 });
});

Deno.test("credit that pays for all of it skips the payment", async () => {
  await using world = await shop();
  await leaveCredit(world, "30");
  const free = await world.invoices.checkout(
    "anna",
    pro({ price: { amount: "0", currency: "USD" } }),
  );
  assert.deepEqual([free.state, free.way], ["paid", "none"]);
  assert.equal(await world.credit("anna"), "5.01");
  assert.match((await world.messages("anna"))[0]!, /Зачтено с прошлых оплат: 24,99/);
});

Deno.test("late money whose credit was used elsewhere is short of the price", async () => {
  await using world = await shop();
  const { invoices } = world;
  await leaveCredit(world, "10");
  const first = await invoices.checkout(
    "anna",
    pro({ price: { amount: "14.99", currency: "USD" } }),
  );
  await invoices.cancel("anna", first.id);
  await invoices.checkout(
    "anna",
    pro({ offer: "pack:hour", price: { amount: "0", currency: "USD" } }),
  );
  assert.equal(await world.credit("anna"), "5.01");
  await pay(world, first.id, "pay");
  assert.deepEqual(await world.flags(), ["credit_gone"]);
  // What came stays the member's beside what was left.
  assert.equal(await world.credit("anna"), "20");
});

Deno.test("money that came too short is kept, and the next quote takes it", async () => {
  await using world = await shop();
  const { invoices } = world;
  const short = await invoices.checkout("anna", pro());
  await act(world, short.id, "under");
  const waiting = await invoices.check("anna", short.id);
  assert.equal(waiting.state, "short_waiting");
  assert.equal(waiting.payment?.owed?.currency, "USDT");
  await pay(world, short.id, "expire");
  const over = await invoices.view("anna", short.id);
  assert.deepEqual([over.state, over.kept?.amount], ["short", "12.49"]);
  assert.equal((await invoices.quote("anna", pro())).price.amount, "12.5");
});

Deno.test("an invoice that was not made at the processor is made by the next tap or the sweep", async () => {
  await using world = await shop();
  const { invoices, standIn } = world;
  standIn.faults.add({ kind: "status", status: 500, times: 4 });
  await assert.rejects(invoices.checkout("anna", pro()), failsWith("payments_unavailable"));
  const [waiting] = await invoices.list("anna");
  assert.deepEqual([waiting!.state, waiting!.url], ["open", null]);
  standIn.faults.clear();
  const bought = await invoices.checkout("anna", pro());
  assert.equal(bought.id, waiting!.id);
  assert.match(bought.url!, /\/pay\//);
  assert.equal(standIn.invoices().length, 1);
});

Deno.test("an answer of the processor that was lost makes no second invoice", async () => {
  await using world = await shop();
  const { invoices, standIn } = world;
  standIn.faults.add({ kind: "lose-reply", times: 2 });
  await assert.rejects(invoices.checkout("anna", pro()), failsWith("payments_unavailable"));
  standIn.faults.clear();
  await invoices.checkout("anna", pro());
  assert.equal(standIn.invoices().length, 1);
});

Deno.test("what nobody made at the processor in time is given up, and its code given back", async () => {
  await using world = await shop();
  const { invoices, standIn } = world;
  await addTestPromo(world.db);
  standIn.faults.add({ kind: "status", status: 500, times: 2 });
  const request = pro({ promoCode: "SPRING20", price: { amount: "19.99", currency: "USD" } });
  await assert.rejects(invoices.checkout("anna", request), failsWith("payments_unavailable"));
  assert.deepEqual(await world.tally("SPRING20"), [1, 0]);
  standIn.faults.clear();
  await later(world, 2 * 3600_000);
  assert.deepEqual(await world.tally("SPRING20"), [0, 0]);
  assert.equal((await invoices.list("anna"))[0]!.state, "expired");
});

Deno.test("while the processor is away nothing is lost, and it is asked ever more rarely", async () => {
  await using world = await shop();
  const { invoices, standIn } = world;
  const { id } = await invoices.checkout("anna", pro());
  await act(world, id, "pay");
  standIn.faults.add({ kind: "status", status: 503, times: 1000 });
  const asked = () => standIn.requests().filter((name) => name === "info").length;
  for (let minute = 0; minute < 12 * 60; minute += 1) await later(world, 60_000);
  assert(asked() < 80, `asked ${asked()} times`);
  await assert.rejects(invoices.check("anna", id), failsWith("payments_unavailable"));
  standIn.faults.clear();
  await later(world, 6 * 3600_000);
  assert.equal((await invoices.view("anna", id)).state, "paid");
});

Deno.test("what was paid while the service was away for days is found", async () => {
  await using world = await shop();
  const { id } = await world.invoices.checkout("anna", pro());
  await act(world, id, "late");
  await later(world, 5 * DAY);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});

Deno.test("prorated days become all of them by the rest", async () => {
  await using world = await shop({ sales: { shortPayment: "prorate" } });
  const { invoices } = world;
  const { id } = await invoices.checkout("anna", pro());
  await pay(world, id, "under");
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 15 });
  await pay(world, id, "pay");
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});

Deno.test("a signed payment for an unknown order is kept and flagged once", async () => {
  await using world = await shop();
  const open = await world.payments.createInvoice({
    orderId: "of-somebody-else",
    price: { amount: decimalOf("24.99")!, currency: "USD" },
    lifetimeSeconds: 3600,
    topUp: true,
    accuracyPercent: 0,
    returnUrl: "https://sfera.example.com/",
    callbackUrl: "https://sfera.example.com/cryptomus/webhook",
  }, never);
  await world.standIn.act(open.uuid, "pay", "lost");
  const payment = (await world.payments.info({ uuid: open.uuid }, never))!;
  const keep = () =>
    world.db.tx((tx) =>
      keepPaymentEvent(tx, { payment, merchant: world.payments.merchant }, world.clock.now())
    );
  for (let time = 0; time < 3; time += 1) {
    await keep();
    await later(world, 60_000);
  }
  assert.deepEqual(await world.flags(), ["unknown_order"]);
  assert.equal((await world.messages(OPERATOR)).length, 1);
  assert.deepEqual(await world.days("anna"), {});
});

Deno.test("money found by the sweep after its code went to another buys fewer days", async () => {
  await using world = await shop({ sales: { shortPayment: "prorate" } });
  const { invoices, db } = world;
  await addTestPromo(db, {
    code: "HALF",
    benefit: { kind: "percent", percent: 50 },
    maxUses: 1,
  });
  const half = pro({ promoCode: "HALF", price: { amount: "12.49", currency: "USD" } });
  const { id } = await invoices.checkout("anna", half);
  await pay(world, id, "system_fail");
  await pay(world, (await invoices.checkout("boris", half)).id, "pay");
  await pay(world, id, "pay");
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 14 });
  assert((await world.flags()).includes("promo_gone"));
});

Deno.test("a processor that is away when it is asked for the last time is asked again", async () => {
  await using world = await shop();
  const { id } = await world.invoices.checkout("anna", pro());
  await act(world, id, "late");
  world.standIn.faults.add({ kind: "status", status: 503, times: 1000 });
  await later(world, 8 * DAY);
  assert.deepEqual(await world.days("anna"), {});
  world.standIn.faults.clear();
  await later(world, DAY);
  assert.deepEqual(await world.days("anna"), { [`invoice:${id}`]: 30 });
});
