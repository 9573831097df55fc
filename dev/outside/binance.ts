/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
import { type Answer, json, type Question } from "./server.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Last price and change over a day, as decimal strings of eight places and three. */
const TICKERS: Record<string, [lastPrice: string, priceChangePercent: string]> = {
  BTCUSDT: ["97123.45000000", "-1.420"],
  ETHUSDT: ["3321.10000000", "2.050"],
  SOLUSDT: ["187.26000000", "0.000"],
  TONUSDT: ["5.43100000", "3.700"],
  SHIBUSDT: ["0.00002417", "-4.310"],
  ETHBTC: ["0.03419000", "3.500"],
};

export function answerBinance({ url, now }: Question): Answer {
  const symbol = url.searchParams.get("symbol") ?? "";
  if (!/^[A-Z0-9]{1,20}$/.test(symbol)) {
    return json({
      code: -1100,
      msg: "Illegal characters found in parameter 'symbol'; legal range is '^[A-Z0-9-_.]{1,20}$'.",
    }, 400);
  }
  const ticker = Object.hasOwn(TICKERS, symbol) ? TICKERS[symbol] : undefined;
  if (!ticker) return json({ code: -1121, msg: "Invalid symbol." }, 400);
  const [lastPrice, priceChangePercent] = ticker;
  return json({
    symbol,
    priceChange: (Number(lastPrice) * Number(priceChangePercent) / 100).toFixed(8),
    priceChangePercent,
    weightedAvgPrice: lastPrice,
    lastPrice,
    openTime: now - DAY,
    closeTime: now,
    count: 76,
  });
}
