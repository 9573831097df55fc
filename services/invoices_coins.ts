/** The coins in which one may pay, as the processor has them, remembered for a while. */
import { getLogger } from "@logtape/logtape";
import type { Coin } from "../db/invoices.ts";
import type { Clock, PaymentProcessor } from "./ports.ts";
import { wordless } from "./wordless.ts";

const log = getLogger(["sfera", "payments"]);

/** How long what the processor told is taken for true, in milliseconds; and where it did not answer. */
const FRESH_FOR = 10 * 60_000;
const RETRY_AFTER = 30_000;
/** What most people have, first; then as the processor tells them. */
const USUAL = ["USDT", "TON", "BTC", "ETH", "TRX", "LTC", "USDC", "BNB"];
/** Networks of one coin, those with the lowest fees first. */
const CHEAP = ["tron", "ton", "bsc", "polygon", "sol", "eth"];

export interface Coins {
  /** The most usual first; none where the processor never answered. */
  list(): Promise<Coin[]>;
}

/** Remembers the coins of a processor; `liveness` is real time. */
export function createCoins(
  deps: { payments: PaymentProcessor | undefined; liveness: Clock; signal: AbortSignal },
): Coins {
  const { payments, liveness, signal } = deps;
  let known: Coin[] = [];
  let askAt = 0;
  let asking: Promise<void> | undefined;

  async function ask(payments: PaymentProcessor): Promise<void> {
    try {
      const services = await payments.services(signal);
      known = services.filter(({ available }) => available)
        .map(({ currency, network }) => ({ currency, network }))
        .sort(byUse);
      askAt = liveness.now() + FRESH_FOR;
    } catch (error) {
      log.warn("The coins could not be asked for: {error}", { error: wordless(error) });
      askAt = liveness.now() + RETRY_AFTER;
    }
  }

  return {
    async list() {
      if (payments && liveness.now() >= askAt) {
        await (asking ??= ask(payments).finally(() => asking = undefined));
      }
      return known;
    },
  };
}

function byUse(one: Coin, other: Coin): number {
  return placeIn(USUAL, one.currency) - placeIn(USUAL, other.currency) ||
    placeIn(CHEAP, one.network.toLowerCase()) - placeIn(CHEAP, other.network.toLowerCase());
}

function placeIn(names: readonly string[], name: string): number {
  const place = names.indexOf(name);
  return place < 0 ? names.length : place;
}
