import assert from "node:assert/strict";
import { createBinance } from "../../clients/binance.ts";
import { assertOutsideFailed, type OutsideWorld, outsideWorld, TROUBLE } from "./lookups_kit.ts";

const signal = new AbortController().signal;
const BITCOIN = { symbol: "BTC", currency: "USDT", signal };

const binance = ({ url: baseUrl, clock, timeoutMilliseconds }: OutsideWorld) =>
  createBinance({ baseUrl, clock, timeoutMilliseconds });

Deno.test("a price comes with its change and the exchange's moment", async () => {
  await using world = await outsideWorld();
  assert.deepEqual(await binance(world).price(BITCOIN), {
    symbol: "BTC",
    currency: "USDT",
    price: "97123.45000000",
    change: "-1.420",
    at: world.clock.now(),
  });
});

Deno.test("an unknown coin is no failure, and is asked for once", async () => {
  await using world = await outsideWorld();
  const { price } = binance(world);
  assert.equal(await price({ ...BITCOIN, symbol: "NOCOIN" }), undefined);
  assert.equal(await price({ ...BITCOIN, symbol: "АБВ" }), undefined);
  assert.equal(await price({ ...BITCOIN, symbol: "NOCOIN" }), undefined);
  assert.equal(world.requests().length, 2);
});

Deno.test("a price is told again for ten seconds, and then asked for anew", async () => {
  await using world = await outsideWorld();
  const { price } = binance(world);
  const first = await price(BITCOIN);
  world.clock.move(9_999);
  assert.deepEqual(await price(BITCOIN), first);
  assert.equal(world.requests().length, 1);
  world.clock.move(1);
  assert.equal((await price(BITCOIN))!.at, world.clock.now());
  assert.equal(world.requests().length, 2);
});

Deno.test("the exchange's clock may run ahead, the price is still of now", async () => {
  await using world = await outsideWorld();
  const clock = { now: () => world.clock.now() - 5_000 };
  const told = await createBinance({ baseUrl: world.url, clock }).price(BITCOIN);
  assert.equal(told!.at, clock.now());
});

for (const { name, fault, reason, asked } of TROUBLE) {
  Deno.test(`a price fails in words: ${name}`, async () => {
    await using world = await outsideWorld();
    const { price } = binance(world);
    world.faults.add({ match: "binance", ...fault });
    await assertOutsideFailed(world.outcome(() => price(BITCOIN), fault), reason);
    assert.equal(world.requests().length, asked);
    world.faults.clear();
    assert(await price(BITCOIN), "a failure is not kept");
  });
}

Deno.test("one unlucky answer is not noticed", async () => {
  await using world = await outsideWorld();
  world.faults.add({ kind: "status", status: 502 });
  assert(await binance(world).price(BITCOIN));
  assert.equal(world.requests().length, 2);
});
