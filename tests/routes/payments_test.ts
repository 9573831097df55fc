import assert from "node:assert/strict";
import { createCryptomus } from "../../clients/cryptomus.ts";
import { startCryptomus } from "../../dev/cryptomus/server.ts";
import { movableClock, sessionHeaders, testApp } from "../kit/app.ts";
import { until } from "../kit/conditions.ts";
import { API_KEY, MERCHANT } from "../kit/selling.ts";

/** The whole app with the processor's stand-in, whose webhooks reach it. */
async function paying() {
  const clock = movableClock();
  const standIn = await startCryptomus({ clock, merchant: MERCHANT, apiKey: API_KEY });
  const payments = createCryptomus({
    merchant: MERCHANT,
    apiKey: API_KEY,
    baseUrl: standIn.url,
    timeoutMilliseconds: 20_000,
  });
  const liveness = movableClock();
  const app = await testApp({ payments, clocks: { clock, liveness } });
  const headers = sessionHeaders(await app.enter(1001));
  const post = async (path: string, body: unknown = {}) => {
    const response = await app.ask(`/api${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    app,
    standIn,
    post,
    get: async (path: string) => await (await app.ask(`/api${path}`, { headers })).json(),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await standIn.close();
    },
  };
}

const PRO = { offer: "plan:pro", way: "crypto" };

Deno.test("over HTTP: quoted, bought, paid, seen", async () => {
  await using world = await paying();
  const { post, get, standIn } = world;
  const quote = await post("/quotes", PRO);
  assert.equal(quote.status, 200);
  assert.deepEqual(quote.body.price, { amount: "24.99", currency: "USD" });
  const bought = await post("/invoices", { ...PRO, price: quote.body.price });
  assert.deepEqual([bought.status, bought.body.state], [200, "open"]);
  const { id } = bought.body;
  const [made] = standIn.invoices();
  assert.match(made!.returnUrl!, new RegExp(`invoice_${id}$`));
  await standIn.act(made!.uuid, "pay", "lost");
  const checked = await post(`/invoices/${id}/check`);
  assert.equal(checked.body.state, "paid");
  assert.equal((await get("/me")).access.plan.id, "pro");
  assert.deepEqual((await get("/invoices")).invoices.map((one: { id: string }) => one.id), [id]);
  const again = await post(`/invoices/${id}/refund`, { address: "T".repeat(34) });
  assert.deepEqual([again.status, again.body.error.code], [409, "refund_refused"]);
});

Deno.test("a webhook brings access without a sweep", async () => {
  await using world = await paying();
  const { post, get, standIn, app } = world;
  const { body } = await post("/invoices", {
    ...PRO,
    price: { amount: "24.99", currency: "USD" },
  });
  const [made] = standIn.invoices();
  await standIn.act(made!.uuid, "pay", "lost");
  const { webhookOf } = await import("../../dev/cryptomus/told.ts");
  const response = await app.ask("/cryptomus/webhook", {
    method: "POST",
    body: webhookOf(standIn.invoices()[0]!, API_KEY),
  });
  assert.equal(response.status, 204);
  await until(
    async () => (await get(`/invoices/${body.id}`)).state === "paid",
    "access by the webhook",
  );
});

Deno.test("bad amounts, offers, codes and invoices are told apart", async () => {
  await using world = await paying();
  const { post } = world;
  const errorOf = async (path: string, body: unknown) => (await post(path, body)).body.error;
  const price = (amount: unknown) => ({ ...PRO, price: { amount, currency: "USD" } });
  for (const amount of ["1,5", "1e9", "x", ""]) {
    assert.equal((await errorOf("/invoices", price(amount))).code, "bad_request", amount);
  }
  for (const amount of ["0", "-1", "1000000000", "24.989999999999999999999999999999"]) {
    const { code, details } = await errorOf("/invoices", price(amount));
    assert.equal(code, "quote_changed", amount);
    assert.equal(details.quote.price.amount, "24.99");
  }
  assert.equal((await errorOf("/invoices", price(1))).code, "bad_request");
  assert.equal((await errorOf("/quotes", { ...PRO, way: "gold" })).code, "bad_request");
  const notSold = await errorOf("/quotes", { ...PRO, offer: "plan:gold" });
  assert.deepEqual([notSold.code, notSold.details.reason], ["not_sold", "offer"]);
  const promo = await errorOf("/quotes", { ...PRO, promoCode: "NOTHING" });
  assert.deepEqual([promo.code, promo.details.reason], ["promo_refused", "unknown"]);
  assert.equal((await errorOf("/invoices/of-nobody/check", {})).code, "not_found");
});

Deno.test("the processor is not asked for ever by one member", async () => {
  await using world = await paying();
  const { post } = world;
  const { body } = await post("/invoices", { ...PRO, price: { amount: "24.99", currency: "USD" } });
  const statuses: number[] = [];
  for (let time = 0; time < 30; time += 1) {
    statuses.push((await post(`/invoices/${body.id}/check`)).status);
  }
  assert.equal(statuses[0], 200);
  assert.equal(statuses.at(-1), 429);
});
