import assert from "node:assert/strict";
import type { PlanView } from "../../routes/schemas.ts";
import { createTexts } from "../../web/src/i18n.ts";
import { includedIn, priceOf } from "../../web/src/plans/plan-text.ts";

const source = await Deno.readTextFile(new URL("../../locales/app.plans.ru.ftl", import.meta.url));
const pro: PlanView = {
  id: "pro",
  name: "Pro",
  description: "",
  prices: { EUR: "22.00", USD: "24.99" },
  stars: null,
  periodDays: 30,
  allowances: [
    { kind: "calls", per: "day", limit: 3 },
    { kind: "call_minutes", per: "call", limit: 10 },
    { kind: "messages", per: "day", limit: null },
  ],
};

Deno.test("a price is written as the language does, dollars first", () => {
  assert.equal(priceOf(pro, "ru"), "24,99\u00a0USD");
  assert.equal(priceOf(pro, "en"), "24.99\u00a0USD");
  assert.equal(priceOf({ ...pro, prices: { USDT: "5" } }, "ru"), "5\u00a0USDT");
});

Deno.test("no price and a price of nought are free", () => {
  assert.equal(priceOf({ ...pro, prices: {} }, "ru"), null);
  assert.equal(priceOf({ ...pro, prices: { USD: "0.00" } }, "ru"), null);
});

Deno.test("each allowance is a line of its own", () => {
  assert.deepEqual(includedIn(pro, createTexts("ru", source)), [
    "3 звонка в день",
    "До 10 минут в звонке",
    "Сообщения без дневного предела",
  ]);
});
