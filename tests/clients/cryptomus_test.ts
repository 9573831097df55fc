import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { signOf } from "../../clients/cryptomus_sign.ts";
import { AppError, type ErrorCode } from "../../domain/errors.ts";
import { decimalOf } from "../../domain/money.ts";
import {
  API_KEY,
  MERCHANT,
  never,
  order,
  type PaymentWorld,
  paymentWorld,
} from "./cryptomus_kit.ts";
import { movableClock } from "../kit/app.ts";

const HOUR = 3_600_000;

/** Expects a failure in words, without what must not be repeated. */
async function assertFails(promise: Promise<unknown>, code: ErrorCode, reason: RegExp) {
  const error = await promise.then(() => undefined, (error) => error);
  assert(error instanceof AppError, `expected an AppError, came ${error}`);
  assert.equal(error.code, code);
  assert.match(String(error.details.reason), reason);
  const shown = `${error.message} ${JSON.stringify(error.details)} ${error.cause ?? ""}`;
  for (const secret of [API_KEY, MERCHANT, "127.0.0.1"]) assert(!shown.includes(secret), shown);
}

Deno.test("an invoice is made, and found again by either name", async () => {
  await using world = await paymentWorld();
  const { client, clock, url } = world;
  const made = await client.createInvoice(order(), never);
  assert.equal(made.url, `${url}/pay/${made.uuid}`);
  assert.deepEqual({ ...made, uuid: "", url: "" }, {
    uuid: "",
    orderId: order().orderId,
    amount: "24.99",
    currency: "USD",
    status: "check",
    paid: null,
    asked: null,
    payerCurrency: null,
    network: null,
    txid: null,
    url: "",
    address: null,
    qrCode: null,
    expiresAt: clock.now() + HOUR,
    createdAt: clock.now(),
  });
  assert.deepEqual(await client.info({ uuid: made.uuid }, never), made);
  assert.deepEqual(await client.info({ orderId: made.orderId }, never), made);
  assert.equal(await client.info({ orderId: "unknown" }, never), undefined);
});

Deno.test("an order that exists is answered with its invoice, if it is for the same", async () => {
  await using world = await paymentWorld();
  const { client } = world;
  const made = await client.createInvoice(order(), never);
  await world.act(made.uuid, "expire");
  const again = await client.createInvoice(order(), never);
  assert.deepEqual([again.uuid, again.status], [made.uuid, "cancel"]);
  const dearer = { amount: decimalOf("25")!, currency: "USD" };
  await assertFails(
    client.createInvoice(order({ price: dearer }), never),
    "payments_refused",
    /another invoice for this order: 24.99 USD instead of 25 USD/,
  );
  const euros = { amount: decimalOf("24.99")!, currency: "EUR" };
  await assertFails(
    client.createInvoice(order({ price: euros }), never),
    "payments_refused",
    /24.99 USD instead of 24.99 EUR/,
  );
  assert.equal(world.invoices().length, 1);
});

for (const fault of ["lose-reply", "drop", "cut", "slow"] as const) {
  Deno.test(`asked again after trouble there is one invoice: ${fault}`, async () => {
    await using world = await paymentWorld();
    world.faults.add({ kind: fault, milliseconds: 60_000, match: "payment" });
    const making = world.client.createInvoice(order(), never);
    if (fault === "slow") await world.runOut(1);
    assert.equal((await making).amount, "24.99");
    assert.deepEqual(world.requests(), ["payment", "payment"]);
    assert.equal(world.invoices().length, 1);
  });
}

Deno.test("a refund is asked for once, whatever became of the answer", async () => {
  await using world = await paymentWorld();
  const { client } = world;
  const { uuid } = await client.createInvoice(order(), never);
  const request = { uuid, address: "TLyaqFsnpmn", payerPaysFee: true };
  await assertFails(client.refund(request, never), "payments_refused", /not paid/);
  await world.act(uuid, "pay");
  world.faults.add({ kind: "lose-reply", match: "refund" });
  await assertFails(client.refund(request, never), "payments_unavailable", /reached|broke/);
  assert.equal(world.requests().filter((asked) => asked === "refund").length, 2);
  assert.equal((await client.info({ uuid }, never))?.status, "refund_paid");
});

Deno.test("a list leads through its pages, and no further than was asked", async () => {
  await using world = await paymentWorld();
  const { client, clock } = world;
  const start = clock.now();
  for (let count = 0; count < 20; count += 1) {
    await client.createInvoice(order({ orderId: `order-${count}` }), never);
    clock.move(60_000);
  }
  const span = { from: start + 60_000, to: start + 18 * 60_000 };
  const first = await client.list(span, never);
  assert(first.next);
  const second = await client.list({ ...span, cursor: first.next }, never);
  assert.equal(second.next, null);
  const orders = [...first.payments, ...second.payments].map(({ orderId }) => orderId);
  assert.deepEqual(orders, Array.from({ length: 18 }, (_, count) => `order-${18 - count}`));
});

Deno.test("the coins in which one may pay come with their limits", async () => {
  await using world = await paymentWorld();
  assert.deepEqual(await world.client.services(never), [
    { currency: "USDT", network: "tron", available: true, least: "0.5", most: "10000000" },
  ]);
});

Deno.test("a webhook can be sent again, and tried out", async () => {
  await using world = await paymentWorld();
  const { client, callbackUrl } = world;
  const { uuid } = await client.createInvoice(order({ callbackUrl }), never);
  await client.resend({ uuid }, never);
  const trial = { callbackUrl, currency: "USDT", network: "tron", status: "paid", orderId: "try" };
  await client.testWebhook(trial, never);
  await world.settled();
  const told = (await world.told()).map((payment) => [payment?.orderId, payment?.status]);
  assert.deepEqual(told, [[order().orderId, "check"], ["try", "paid"]]);
});

const REFUSED: [string, Partial<Parameters<typeof order>[0]>, RegExp][] = [
  ["a time", { lifetimeSeconds: 60 }, /^it refused lifetime \(validation\.min.*300 to 43200/],
  ["a currency", { price: { amount: decimalOf("1")!, currency: "ABC" } }, /currency .*price/],
  ["two fields", { lifetimeSeconds: 1, callbackUrl: "no address" }, /lifetime .* and url_callback/],
];
for (const [what, changes, reason] of REFUSED) {
  Deno.test(`what is refused is told so that the operator can mend it: ${what}`, async () => {
    await using world = await paymentWorld();
    await assertFails(
      world.client.createInvoice(order(changes), never),
      "payments_refused",
      reason,
    );
    assert.equal(world.requests().length, 1);
  });
}

const TROUBLE: [string, Parameters<PaymentWorld["faults"]["add"]>[0], ErrorCode, RegExp, number][] =
  [
    ["an error", { kind: "status", status: 502 }, "payments_unavailable", /own, status 502/, 2],
    ["a quota", { kind: "status", status: 429 }, "payments_unavailable", /too often/, 1],
    ["a refused key", { kind: "status", status: 403 }, "payments_refused", /CRYPTOMUS_API_KEY/, 1],
    ["a dropped call", { kind: "drop" }, "payments_unavailable", /reached/, 2],
    ["a cut answer", { kind: "cut" }, "payments_unavailable", /broke off/, 2],
    ["silence", { kind: "slow", milliseconds: 60_000 }, "payments_unavailable", /too long/, 2],
  ];
for (const [what, fault, code, reason, asked] of TROUBLE) {
  Deno.test(`the processor fails in words: ${what}`, async () => {
    await using world = await paymentWorld();
    world.faults.add({ ...fault, times: 9 });
    const failing = assertFails(world.client.info({ orderId: "any" }, never), code, reason);
    if (fault.kind === "slow") await world.runOut(asked);
    await failing;
    assert.equal(world.requests().length, asked);
  });
}

Deno.test("another key or merchant is refused, and neither is repeated", async () => {
  await using world = await paymentWorld();
  for (const wrong of [{ apiKey: "another-key" }, { merchant: "another-merchant" }]) {
    const client = createCryptomus({ ...world.account, ...wrong });
    await assertFails(client.services(never), "payments_refused", /Invalid Sign/);
  }
});

Deno.test("what was signed with the key before is taken until its day is over", async () => {
  const clock = movableClock();
  const key = "the-key-before";
  const oldKey = { key, until: clock.now() + 24 * HOUR };
  const account = { merchant: MERCHANT, apiKey: API_KEY, baseUrl: "http://127.0.0.1:1" };
  const client = createCryptomus({ ...account, oldKey, now: clock.now });
  const signed = new TextEncoder().encode(`{"sign":"${signOf("{}", key)}"}`);
  assert.deepEqual(await client.readWebhook(signed), { payment: undefined });
  clock.move(24 * HOUR);
  assert.equal(await client.readWebhook(signed), undefined);
});

Deno.test("while an old key is set, what is signed with either is taken, and asking uses the new", async () => {
  await using world = await paymentWorld();
  const oldApiKey = "the-key-that-was-before";
  const client = createCryptomus({ ...world.account, oldApiKey });
  const signed = (key: string) => new TextEncoder().encode(`{"sign":"${signOf("{}", key)}"}`);
  for (const key of [API_KEY, oldApiKey]) {
    assert.deepEqual(await client.readWebhook(signed(key)), { payment: undefined });
  }
  assert.equal(await client.readWebhook(signed("a-key-of-nobody")), undefined);
  assert.equal((await client.services(never)).length, 1);
});

Deno.test("whoever asked may stop waiting", async () => {
  await using world = await paymentWorld();
  world.faults.add({ kind: "slow", milliseconds: 60_000 });
  const stopping = new AbortController();
  const asked = world.client.services(stopping.signal);
  stopping.abort(new Error("enough"));
  await assert.rejects(asked, /enough/);
});

/** A processor that answers whatever it is told to. */
function answering(body: string, status = 200) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response(body, { status }),
  );
  const baseUrl = `http://127.0.0.1:${server.addr.port}`;
  const client = createCryptomus({ merchant: MERCHANT, apiKey: API_KEY, baseUrl });
  return { client, [Symbol.asyncDispose]: () => server.shutdown() };
}

Deno.test("an answer may leave out, or say unheard of things", async () => {
  const result = {
    uuid: "u",
    order_id: "o",
    amount: 24.9,
    currency: "USD",
    payment_status: "never_heard_of",
    payment_amount: null,
    payer_amount: "none",
    expired_at: "soon",
    created_at: "long ago",
    address_qr_code: "https://elsewhere.example.com/code.png",
    new_thing: { of: "theirs" },
  };
  await using told = answering(JSON.stringify({ state: 0, result }));
  assert.deepEqual(await told.client.info({ uuid: "u" }, never), {
    uuid: "u",
    orderId: "o",
    amount: "24.9",
    currency: "USD",
    status: "never_heard_of",
    paid: null,
    asked: null,
    payerCurrency: null,
    network: null,
    txid: null,
    url: null,
    address: null,
    qrCode: null,
    expiresAt: null,
    createdAt: null,
  });
});

for (
  const body of ["", "null", "[]", '{"state":0}', '{"state":0,"result":{"uuid":"u"}}', "<html>"]
) {
  Deno.test(`an answer that is none: ${body || "nothing"}`, async () => {
    await using told = answering(body);
    await assertFails(
      told.client.createInvoice(order(), never),
      "payments_unavailable",
      /not of the form/,
    );
  });
}

Deno.test("what a refusal says is told on one line, without a key", async () => {
  const message = `Bad\nkey ${API_KEY} of ${MERCHANT}${"!".repeat(500)}`;
  await using told = answering(JSON.stringify({ state: 1, message }));
  await assertFails(told.client.services(never), "payments_refused", /"Bad key … of …!{1,190}"$/);
});
