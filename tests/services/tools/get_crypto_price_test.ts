import assert from "node:assert/strict";
import type { Price } from "../../../services/ports.ts";
import { DOES_NOT_WORK, toolsInWorld, toolsWith } from "./kit.ts";

Deno.test("a price is told, and shown in the member's language", async () => {
  await using tools = await toolsInWorld("ru");
  const { result, cards } = await tools.call("get_crypto_price", { symbol: "биткоин" });
  assert.deepEqual(result, {
    symbol: "BTC",
    price: "97123.45",
    currency: "USDT",
    changeOverDayPercent: "-1.42",
  });
  assert.deepEqual(cards, [{
    kind: "price",
    title: "BTC: 97\u00a0123,45 USDT",
    text: "−1,42 % за сутки",
    symbol: "BTC",
    currency: "USDT",
    price: "97123.45",
    change: "-1.42",
    at: tools.clock.now(),
  }]);
  await using english = await toolsInWorld("en");
  const shown = (await english.call("get_crypto_price", { symbol: "ETH" })).cards![0]!;
  assert.deepEqual([shown.title, shown.text], ["ETH: 3,321.1 USDT", "+2.05% over a day"]);
});

Deno.test("a coin that nobody knows is asked back about", async () => {
  await using tools = await toolsInWorld();
  for (const symbol of ["NOCOIN", "неведомая монета", "BTC&limit=1", "../ticker"]) {
    const { result, cards } = await tools.call("get_crypto_price", { symbol });
    assert.match(String(result.error), /^No price is known for that coin\. Say so/);
    assert.equal(cards, undefined);
  }
});

Deno.test("a price is told for thirty seconds, and not a moment longer", async () => {
  const at = Date.parse("2026-11-23T12:00:00Z");
  const price: Price = { symbol: "BTC", currency: "USDT", price: "1", change: "0", at };
  await using tools = await toolsWith({ prices: { price: () => Promise.resolve(price) } });
  tools.clock.move(30_000);
  assert.equal((await tools.call("get_crypto_price", { symbol: "BTC" })).result.price, "1");
  tools.clock.move(1);
  const { result, cards } = await tools.call("get_crypto_price", { symbol: "BTC" });
  assert.deepEqual(result, DOES_NOT_WORK);
  assert.equal(cards, undefined);
});

Deno.test("a price of 31 seconds ago is asked for anew", async () => {
  await using tools = await toolsInWorld();
  await tools.call("get_crypto_price", { symbol: "BTC" });
  tools.clock.move(31_000);
  const { cards } = await tools.call("get_crypto_price", { symbol: "BTC" });
  assert.equal(cards![0]!.kind === "price" && cards![0]!.at, tools.clock.now());
  assert.equal(tools.world.requests().length, 2);
});

Deno.test("a price of 31 seconds ago is not told where the exchange does not answer", async () => {
  await using tools = await toolsInWorld();
  await tools.call("get_crypto_price", { symbol: "BTC" });
  tools.clock.move(31_000);
  tools.world.faults.add({ kind: "status", status: 500, times: 9 });
  const { result } = await tools.call("get_crypto_price", { symbol: "BTC" });
  assert.deepEqual(result, DOES_NOT_WORK);
});
