/** What can be seen by hand on the pay page, seen by its webhooks. */
import assert from "node:assert/strict";
import type { Action, Delivery } from "../../../dev/cryptomus/server.ts";
import { never, order, paymentWorld } from "../../clients/cryptomus_kit.ts";

/** The statuses and sums that come for what somebody does. */
async function seen(steps: [Action, Delivery?][], changes: Parameters<typeof order>[0] = {}) {
  await using world = await paymentWorld();
  const { callbackUrl } = world;
  const { uuid } = await world.client.createInvoice(order({ callbackUrl, ...changes }), never);
  for (const [action, delivery] of steps) await world.act(uuid, action, delivery);
  await world.settled();
  return (await world.told()).map((payment) => `${payment!.status} ${payment!.paid ?? 0}`);
}

const ALL = "24.994128";
const HALF = "12.497064";

const CASES: [string, [Action, Delivery?][], string[]][] = [
  ["pay exactly", [["pay"]], [`confirm_check ${ALL}`, `paid ${ALL}`]],
  ["pay over", [["over"]], ["confirm_check 27.49354", "paid_over 27.49354"]],
  ["pay under, then the rest", [["under"], ["pay"]], [
    `confirm_check ${HALF}`,
    `wrong_amount_waiting ${HALF}`,
    `confirm_check ${ALL}`,
    `paid ${ALL}`,
  ]],
  ["pay under, and no more", [["under"], ["expire"]], [
    `confirm_check ${HALF}`,
    `wrong_amount_waiting ${HALF}`,
    `wrong_amount ${HALF}`,
  ]],
  ["pay late", [["late"]], ["cancel 0", `confirm_check ${ALL}`, `paid ${ALL}`]],
  ["from two wallets", [["wallets"]], [
    `confirm_check ${HALF}`,
    `wrong_amount_waiting ${HALF}`,
    `confirm_check ${ALL}`,
    `paid ${ALL}`,
  ]],
  ["pay twice", [["pay"], ["again", "lost"]], [`confirm_check ${ALL}`, `paid ${ALL}`]],
  ["refund", [["pay", "lost"], ["refund"]], [`refund_process ${ALL}`, `refund_paid ${ALL}`]],
  ["repeat", [["pay", "thrice"]], [
    ...Array(3).fill(`confirm_check ${ALL}`),
    ...Array(3).fill(`paid ${ALL}`),
  ]],
  ["reorder", [["pay", "reversed"]], [`paid ${ALL}`, `confirm_check ${ALL}`]],
  ["lose", [["pay", "lost"]], []],
];
for (const [what, steps, expected] of CASES) {
  Deno.test(`webhooks tell of it: ${what}`, async () => {
    assert.deepEqual(await seen(steps), expected);
  });
}

Deno.test("without a top-up a short payment is over at once", async () => {
  assert.deepEqual(await seen([["under"]], { topUp: false }), [
    `confirm_check ${HALF}`,
    `wrong_amount ${HALF}`,
  ]);
});

Deno.test("what nobody pays expires by the clock, and that is told once", async () => {
  await using world = await paymentWorld();
  const { callbackUrl } = world;
  const { uuid } = await world.client.createInvoice(order({ callbackUrl }), never);
  world.clock.move(3_599_999);
  await world.sweep();
  assert.equal(world.invoices()[0]!.status, "check");
  world.clock.move(1);
  await world.sweep();
  await world.sweep();
  await world.settled();
  assert.deepEqual((await world.told()).map((payment) => payment?.status), ["cancel"]);
  assert.equal((await world.client.info({ uuid }, never))?.status, "cancel");
});

Deno.test("a webhook is sent until it is taken", async () => {
  await using world = await paymentWorld();
  const { callbackUrl } = world;
  const { uuid } = await world.client.createInvoice(order({ callbackUrl }), never);
  world.answers.push(500, 404);
  await world.act(uuid, "pay");
  await world.settled();
  assert.deepEqual((await world.told()).map((payment) => payment?.status), [
    "confirm_check",
    "paid",
  ]);
});

Deno.test("the pay page shows what is to come, and pays", async () => {
  await using world = await paymentWorld();
  const { callbackUrl } = world;
  const made = await world.client.createInvoice(order({ callbackUrl }), never);
  const page = await (await fetch(made.url)).text();
  assert.match(page, /<h1>24\.99 USD<\/h1>/);
  assert.match(page, /id="left">24\.994128 USDT</);
  const chosen = await world.client.info({ uuid: made.uuid }, never);
  assert.deepEqual([chosen?.asked, chosen?.address?.[0]], ["24.994128", "T"]);
  const after = await fetch(made.url, {
    method: "POST",
    body: new URLSearchParams({ action: "under", delivery: "normal" }),
  });
  assert.match(
    await after.text(),
    /id="status">wrong_amount_waiting<[^]*wrong_amount_waiting: 204/,
  );
  const strange = await fetch(made.url, {
    method: "POST",
    headers: { origin: "https://elsewhere.example.com" },
    body: new URLSearchParams({ action: "pay" }),
  });
  assert.equal(strange.status, 403);
  await strange.body?.cancel();
  const none = await fetch(`${world.url}/pay/none`);
  assert.equal(none.status, 404);
  await none.body?.cancel();
});

Deno.test("webhooks can be broken by name", async () => {
  await using world = await paymentWorld();
  const { callbackUrl } = world;
  world.faults.add({ kind: "drop", match: "webhook/confirm_check" });
  world.faults.add({ kind: "duplicate", match: "webhook/paid" });
  const { uuid } = await world.client.createInvoice(order({ callbackUrl }), never);
  await world.act(uuid, "pay");
  await world.settled();
  assert.deepEqual((await world.told()).map((payment) => payment?.status), ["paid", "paid"]);
});

Deno.test("invoices outlive the stand-in where it has a store", async () => {
  const { startCryptomus } = await import("../../../dev/cryptomus/server.ts");
  const kv = await Deno.openKv(":memory:");
  await using world = await paymentWorld();
  const options = { clock: world.clock, merchant: "m", apiKey: "k", store: kv };
  const { createCryptomus } = await import("../../../clients/cryptomus.ts");
  const first = await startCryptomus(options);
  const client = createCryptomus({ merchant: "m", apiKey: "k", baseUrl: first.url });
  const { uuid } = await client.createInvoice(order(), never);
  await first.close();
  await using second = await startCryptomus(options);
  assert.deepEqual(second.invoices().map((invoice) => invoice.uuid), [uuid]);
  kv.close();
});
