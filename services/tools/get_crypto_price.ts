import { z } from "zod";
import { pairIn } from "../../domain/coin.ts";
import { AppError } from "../../domain/errors.ts";
import type { Clock, Prices } from "../ports.ts";
import { forCard, forSpeech } from "./numbers.ts";
import { defineTool, type Tool } from "./tool.ts";

/** An older price is not told, in milliseconds. */
const FRESH_MILLISECONDS = 30_000;

/** Makes the tool that tells what a coin is worth now. */
export function createGetCryptoPriceTool({ prices, liveness }: {
  prices: Prices;
  /** Real time: prices come from outside, where nobody moves the clock. */
  liveness: Clock;
}): Tool {
  return defineTool({
    name: "get_crypto_price",
    description:
      "Tells what a cryptocurrency is worth at this moment. Call it for every question about a " +
      "price or rate, also when one was told before: prices are older than they seem.",
    parameters: z.object({
      symbol: z.string().min(1).max(40).describe(
        "The coin's symbol or name, such as BTC, or a pair such as ETH/BTC",
      ),
    }),
    async run({ symbol }, { language, texts, signal }) {
      const pair = pairIn(symbol);
      const told = pair && await prices.price({ ...pair, signal });
      if (!told) {
        return {
          result: { error: "No price is known for that coin. Say so, and ask which one is meant." },
        };
      }
      if (liveness.now() - told.at > FRESH_MILLISECONDS) {
        throw new AppError("outside_failed", { reason: "the price is too old to be told" });
      }
      const { currency, at } = told;
      const price = forSpeech(told.price);
      const change = forSpeech(told.change);
      const shown = {
        symbol: told.symbol,
        price: forCard(price, language),
        currency,
        change: forCard(change, language, { signed: true }),
      };
      return {
        result: { symbol: told.symbol, price, currency, changeOverDayPercent: change },
        cards: [{
          kind: "price",
          title: await texts.format(language, "card-price-title", shown),
          text: await texts.format(language, "card-price-text", shown),
          symbol: told.symbol,
          currency,
          price,
          change,
          at,
        }],
      };
    },
  });
}
