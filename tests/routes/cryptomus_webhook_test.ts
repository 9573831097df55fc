import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { signOf } from "../../clients/cryptomus_sign.ts";
import type { PaymentEvent } from "../../db/payment_events.ts";
import { API_KEY, MERCHANT } from "../clients/cryptomus_kit.ts";
import { type TestApp, testApp } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { wholeStore } from "../kit/whole_store.ts";

const payingApp = () =>
  testApp({
    payments: createCryptomus({
      merchant: MERCHANT,
      apiKey: API_KEY,
      baseUrl: "http://127.0.0.1:1",
    }),
  });

/** A webhook as PHP writes it. */
function webhook(changes: Record<string, unknown> = {}, key = API_KEY): string {
  const php = (value: unknown) => JSON.stringify(value).replaceAll("/", "\\/");
  const told = {
    type: "payment",
    uuid: "62f88b36-a9d5-4fa6-aa26-e040c3dbf26d",
    order_id: "01J0000000000000000000000A",
    amount: "24.99000000",
    payment_amount: "24.99000000",
    status: "paid",
    currency: "USD",
    payer_currency: "USDT",
    additional_data: "https://sfera.example.com/",
    ...changes,
  };
  return php({ ...told, sign: signOf(php(told), key) });
}

const tell = async ({ ask }: Pick<TestApp, "ask">, body: string) => {
  const response = await ask("/cryptomus/webhook", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
  });
  await response.body?.cancel();
  return response.status;
};

const eventsIn = async ({ kv }: Pick<TestApp, "kv">) =>
  (await Array.fromAsync(kv.list<PaymentEvent>({ prefix: ["payment_event"] })))
    .map(({ value }) => value);

Deno.test("what Cryptomus tells is kept once, however often it comes", async () => {
  await using app = await payingApp();
  const body = webhook();
  const all = await Promise.all([1, 2, 3, 4, 5].map(() => tell(app, body)));
  assert.deepEqual(all, [204, 204, 204, 204, 204]);
  // The same thing in another spelling of its sum.
  assert.equal(await tell(app, webhook({ payment_amount: "24.990" })), 204);
  const events = await eventsIn(app);
  assert.equal(events.length, 1);
  const { payment, merchant, receivedAt } = events[0]!;
  assert.deepEqual([payment.status, merchant, receivedAt], ["paid", MERCHANT, app.clock.now()]);
  assert.equal(await tell(app, webhook({ status: "paid_over" })), 204);
  assert.equal((await eventsIn(app)).length, 2);
});

Deno.test("what was kept is taken up without a sweep, once, however often it comes", async () => {
  await using app = await payingApp();
  const { kv } = app;
  const flags = async () => (await Array.fromAsync(kv.list({ prefix: ["payment_flag"] }))).length;
  await tell(app, webhook());
  // It is of no invoice that is known here.
  await until(async () => await flags() === 1, "what needs a person");
  const [event] = await eventsIn(app);
  assert.equal(event!.claimedAt, app.clock.now());
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: ["due", "payment_event"] })), []);
  app.clock.move(1_000);
  assert.equal(await tell(app, webhook()), 204);
  await app.app.sweep();
  assert.deepEqual(await eventsIn(app), [event]);
  assert.equal(await flags(), 1);
});

Deno.test("what is not signed is refused and leaves nothing", async () => {
  await using app = await payingApp();
  const before = await wholeStore(app.kv);
  const good = webhook();
  const bad = ["", "{}", "null", webhook({}, "another-key"), good.replace("24.99", "99.99")];
  for (const body of bad) assert.equal(await tell(app, body), 401, body);
  assert.deepEqual([...await wholeStore(app.kv)], [...before]);
});

Deno.test("what is signed and of no payment is taken, so that it is not sent for ever", async () => {
  await using app = await payingApp();
  assert.equal(await tell(app, webhook({ type: "wallet", order_id: null })), 204);
  assert.deepEqual(await eventsIn(app), []);
});

Deno.test("where no key is set there is no webhook, whoever signed it", async () => {
  await using app = await testApp();
  for (const body of [webhook(), webhook({}, ""), "{}"]) assert.equal(await tell(app, body), 404);
});

Deno.test("a webhook that is too long is not read", async () => {
  await using app = await payingApp();
  assert.equal(await tell(app, webhook({ additional_data: "x".repeat(5_000_000) })), 413);
});
