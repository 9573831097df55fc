import { z } from "zod";
import type { Clock, Price, Prices } from "../services/ports.ts";
import { askApi } from "./outside_api.ts";
import { Recent } from "./recent.ts";

export interface BinanceOptions {
  /** Without a slash at the end. */
  baseUrl: string;
  /** Real time. */
  clock: Clock;
  timeoutMilliseconds?: number;
}

/** How long a price is told again without asking, in milliseconds. */
const RECENT_MILLISECONDS = 10_000;

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints */
const ticker = z.object({
  symbol: z.string(),
  lastPrice: z.string().regex(/^\d+(\.\d+)?$/),
  priceChangePercent: z.string().regex(/^-?\d+(\.\d+)?$/),
  closeTime: z.number(),
});
/** -1121: «Invalid symbol.»; -1100: it holds letters that no symbol has. */
const refusal = z.object({ code: z.union([z.literal(-1121), z.literal(-1100)]) });

/** Binance's public prices; they need no key. */
export function createBinance(options: BinanceOptions): Prices {
  const recent = new Recent<Price | undefined>(options.clock, RECENT_MILLISECONDS);

  async function ask(
    symbol: string,
    currency: string,
    signal: AbortSignal,
  ): Promise<Price | undefined> {
    const url = new URL(`${options.baseUrl}/api/v3/ticker/24hr`);
    url.searchParams.set("symbol", `${symbol}${currency}`);
    const told = await askApi({
      url,
      schema: ticker,
      refusal: (_status, body) =>
        refusal.safeParse(body).success ? { answer: undefined } : undefined,
      timeoutMilliseconds: options.timeoutMilliseconds,
      signal,
    });
    return told && {
      symbol,
      currency,
      price: told.lastPrice,
      change: told.priceChangePercent,
      // A pair that is traded no more keeps the moment at which it was; ours may be a little behind.
      at: Math.min(told.closeTime, options.clock.now()),
    };
  }

  return {
    price: ({ symbol, currency, signal }) =>
      recent.get(`${symbol}/${currency}`, () => ask(symbol, currency, signal)),
  };
}
