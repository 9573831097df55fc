import assert from "node:assert/strict";
import fc from "fast-check";
import { pairIn } from "../../domain/coin.ts";

const NAMED: [text: string, pair: string][] = [
  ["биткоин", "BTC/USDT"],
  ["Биткоина", "BTC/USDT"],
  ["биток", "BTC/USDT"],
  ["эфир", "ETH/USDT"],
  ["Ethereum", "ETH/USDT"],
  ["тон", "TON/USDT"],
  ["btc", "BTC/USDT"],
  ["BTC/USDT", "BTC/USDT"],
  ["btc / usd", "BTC/USDT"],
  ["BTC-USDT", "BTC/USDT"],
  ["btc_usdt", "BTC/USDT"],
  ["BTCUSDT", "BTC/USDT"],
  ["ethusd", "ETH/USDT"],
  ["$sol", "SOL/USDT"],
  [" sol ", "SOL/USDT"],
  ["эфир/btc", "ETH/BTC"],
  ["ETHBTC", "ETH/BTC"],
  ["OPUSDT", "OP/USDT"],
  ["bitcoin cash", "BCH/USDT"],
  ["Ethereum Classic", "ETC/USDT"],
  // Symbols that only end like a currency.
  ["WBTC", "WBTC/USDT"],
  ["WBETH", "WBETH/USDT"],
  ["FDUSD", "FDUSD/USDT"],
  ["USDT", "USDT/EUR"],
  ["PEPE", "PEPE/USDT"],
];

for (const [text, pair] of NAMED) {
  Deno.test(`«${text}» is ${pair}`, () => {
    const { symbol, currency } = pairIn(text)!;
    assert.equal(`${symbol}/${currency}`, pair);
  });
}

Deno.test("what cannot be a symbol is none", () => {
  for (const text of ["", "   ", "$", "неведомая монета", "a/b/c", "BTC&limit=1", "монета", "/"]) {
    assert.equal(pairIn(text), undefined, text);
  }
});

Deno.test("whatever is written, a pair is letters and digits only", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const pair = pairIn(text);
      if (pair) assert.match(`${pair.symbol}/${pair.currency}`, /^[A-Z0-9]{1,15}\/[A-Z0-9]{1,15}$/);
    }),
    { seed: 20261123 },
  );
});
