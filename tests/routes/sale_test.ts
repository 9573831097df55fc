import assert from "node:assert/strict";
import type { Me, Sale } from "../../routes/schemas.ts";
import { sessionHeaders, type TestApp, testApp } from "../kit/app.ts";

const quietProcessor = {
  merchant: "merchant",
  readWebhook: () => Promise.resolve(undefined),
  services: () => Promise.resolve([{ currency: "USDT", network: "tron", available: true }]),
} as unknown as NonNullable<Parameters<typeof testApp>[0]>["payments"];

async function saleOf(app: TestApp, token: string): Promise<Sale> {
  return await (await app.ask("/api/sale", { headers: sessionHeaders(token) })).json();
}

const tap = (app: TestApp, token: string) =>
  app.ask("/api/trial", { method: "POST", headers: sessionHeaders(token) });

Deno.test("the sale says what there is beside the plans, in the member's language", async () => {
  await using app = await testApp({ payments: quietProcessor });
  const sale = await saleOf(app, await app.enter());
  assert.deepEqual(sale.packs, [{
    id: "hour",
    name: "Час разговора",
    description: "Шестьдесят минут звонков сверх плана, на тридцать дней.",
    minutes: 60,
    days: 30,
    prices: { USD: "4.99" },
    stars: 390,
  }]);
  assert.deepEqual(sale.ways, ["crypto", "stars", "stars_subscription"]);
  assert.deepEqual(sale.coins, [{ currency: "USDT", network: "tron" }]);
  assert.deepEqual([sale.gifts, sale.referralDays], [true, 7]);
  assert.deepEqual(sale.trial, { planId: "pro", name: "Pro", days: 3 });
});

Deno.test("without a key for a processor, nothing is sold in crypto", async () => {
  await using app = await testApp();
  const { ways, coins } = await saleOf(app, await app.enter());
  assert.deepEqual([ways, coins], [["stars", "stars_subscription"], []]);
});

Deno.test("a tap begins the trial, a second one is told that it was had", async () => {
  await using app = await testApp();
  const token = await app.enter();
  const first = await tap(app, token);
  assert.equal(first.status, 200);
  const { access } = await first.json() as Me;
  assert.deepEqual([access.plan.id, access.source], ["pro", "trial"]);
  const second = await tap(app, token);
  assert.deepEqual([second.status, (await second.json()).error.code], [409, "trial_used"]);
  assert.equal((await saleOf(app, token)).trial, null);
  assert.equal((await app.ask("/api/trial", { method: "POST" })).status, 401);
});

Deno.test("whoever is erased and comes back has no second trial", async () => {
  await using app = await testApp();
  const token = await app.enter();
  assert.equal((await tap(app, token)).status, 200);
  const erased = await app.ask("/api/me/erasure", {
    method: "POST",
    headers: sessionHeaders(token),
    body: JSON.stringify({ confirm: "erase" }),
  });
  assert.equal(erased.status, 200, await erased.clone().text());
  const back = await app.enter();
  assert.equal((await saleOf(app, back)).trial, null);
  const again = await tap(app, back);
  assert.deepEqual([again.status, (await again.json()).error.code], [409, "trial_used"]);
  // And after one more, too.
  await app.ask("/api/me/erasure", {
    method: "POST",
    headers: sessionHeaders(back),
    body: JSON.stringify({ confirm: "erase" }),
  });
  assert.equal((await saleOf(app, await app.enter())).trial, null);
});
