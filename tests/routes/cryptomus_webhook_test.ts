import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { signOf } from "../../clients/cryptomus_sign.ts";
import {
  claimPaymentEvent,
  listDuePaymentEvents,
  type PaymentEvent,
} from "../../db/payment_events.ts";
import { headOf, keys } from "../../db/keys.ts";
import { createDatabase } from "../../db/tx.ts";
import { API_KEY, MERCHANT } from "../clients/cryptomus_kit.ts";
import { type TestApp, testApp, testIds } from "../kit/app.ts";
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
  assert.deepEqual({ ...events[0], id: "", payment: events[0]!.payment.status }, {
    schema: 1,
    id: "",
    payment: "paid",
    merchant: MERCHANT,
    receivedAt: app.clock.now(),
    claimedAt: null,
  });
  assert.equal(await tell(app, webhook({ status: "paid_over" })), 204);
  assert.equal((await eventsIn(app)).length, 2);
});

Deno.test("what was kept is taken up once, also when it comes again afterwards", async () => {
  await using app = await payingApp();
  await tell(app, webhook());
  const { kv, clock } = app;
  const db = createDatabase(kv, { ids: testIds(), random: Math.random, headOf });
  const due = () => listDuePaymentEvents(db, clock.now(), 10);
  const [id] = await due();
  assert(id);
  clock.move(1_000);
  const claims = await Promise.all(
    [1, 2, 3].map(() => db.tx((tx) => claimPaymentEvent(tx, id, clock.now()))),
  );
  assert.equal(claims.filter((event) => event?.payment.status === "paid").length, 1);
  assert.equal(await tell(app, webhook()), 204);
  assert.deepEqual(await due(), []);
  assert.equal((await db.get<PaymentEvent>(keys.paymentEvent(id)))?.claimedAt, clock.now());
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
