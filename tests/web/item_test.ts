import assert from "node:assert/strict";
import type { PlanView } from "../../routes/schemas.ts";
import { packItem, planItem, waysOf } from "../../web/src/payments/item.ts";

const pro: PlanView = {
  id: "pro",
  name: "Pro",
  description: "",
  prices: { USD: "24.99" },
  stars: 1990,
  periodDays: 30,
  allowances: [],
};
const sale = { ways: ["crypto", "stars", "stars_subscription"] as const };
const ways = (plan: PlanView, by = sale) => waysOf(planItem(plan)!, { ways: [...by.ways] });

Deno.test("a plan is sold in the ways for which it has a price", () => {
  assert.deepEqual(ways(pro), ["crypto", "stars", "stars_subscription"]);
  assert.deepEqual(ways({ ...pro, stars: null }), ["crypto"]);
  assert.deepEqual(ways({ ...pro, prices: {} }), ["stars", "stars_subscription"]);
});

Deno.test("only what lasts as long as Telegram's subscription renews itself", () => {
  assert.deepEqual(ways({ ...pro, periodDays: 90 }), ["crypto", "stars"]);
  const pack = packItem({ ...pro, id: "hour", minutes: 60, days: 30 });
  assert.deepEqual(waysOf(pack, { ways: [...sale.ways] }), ["crypto", "stars"]);
  assert.equal(pack.id, "pack:hour");
});

Deno.test("what is free or for ever is not sold", () => {
  assert.equal(planItem({ ...pro, prices: { USD: "0" }, stars: null }), null);
  assert.equal(planItem({ ...pro, periodDays: null }), null);
  assert.equal(planItem(pro)?.id, "plan:pro");
});
