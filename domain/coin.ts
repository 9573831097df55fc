/** What a coin is called by people, by the beginnings of the words, in Russian and English. */
const NAMES: [symbol: string, beginnings: string[]][] = [
  ["BCH", ["биткоин кэш", "биткоин кеш", "биткойн кэш", "bitcoin cash"]],
  ["ETC", ["эфир класс", "эфириум класс", "ethereum classic"]],
  ["BTC", ["биткоин", "биткойн", "биток", "битк", "bitcoin"]],
  ["ETH", ["эфир", "этериум", "этереум", "ethereum", "ether"]],
  ["TON", ["тонкоин", "тонкойн", "toncoin"]],
  ["SOL", ["солан", "solana"]],
  ["XRP", ["рипл", "риппл", "ripple"]],
  ["BNB", ["бинанскоин", "бинанс", "binance", "бнб"]],
  ["DOGE", ["доги", "додж", "догикоин", "doge"]],
  ["ADA", ["кардан", "cardano"]],
  ["TRX", ["трон", "tron"]],
  ["LTC", ["лайткоин", "лайткойн", "litecoin"]],
  ["DOT", ["полкадот", "polkadot"]],
  ["AVAX", ["аваланч", "avalanche"]],
  ["LINK", ["чейнлинк", "chainlink"]],
  ["SHIB", ["шиба", "shiba"]],
];
/** Short names, which must be whole: their letters also begin other words. */
const WHOLE: Record<string, string> = { ТОН: "TON", БТК: "BTC", ЕТН: "ETH", ЭТХ: "ETH" };

/** What a price may be counted in, and the shortest symbol before it, as in WBETH it is none. */
const CURRENCIES: [currency: string, shortest: number][] = [
  ["USDT", 1],
  ["USDC", 1],
  ["USD", 3],
  ["EUR", 3],
  ["BTC", 3],
  ["ETH", 3],
];
/** Dollars are counted in Tether, as exchanges do. */
const DOLLARS = "USDT";

/** A coin, and what its price is to be counted in. */
export interface Pair {
  symbol: string;
  currency: string;
}

/**
 * Reads how people name a coin: «биткоин», `btc`, `$sol`, `BTC/USDT`, `ethusdt`.
 *
 * What it does not know it takes for a symbol; undefined where it cannot be one.
 */
export function pairIn(text: string): Pair | undefined {
  const bare = text.trim().replace(/^\$/, "");
  const [named, counted, ...more] = bare.split(/\s*[/_:-]\s*/);
  if (!named || more.length > 0) return undefined;
  const known = symbolOf(named);
  if (counted !== undefined) return pair(known ?? named, counted);
  if (known) return { symbol: known, currency: DOLLARS };
  const letters = named.toUpperCase();
  const currency = CURRENCIES.find(([currency, shortest]) =>
    letters.endsWith(currency) && letters.length >= currency.length + shortest
  )?.[0];
  return currency
    ? pair(letters.slice(0, -currency.length), currency)
    : pair(letters, letters === DOLLARS ? "EUR" : DOLLARS);
}

function symbolOf(name: string): string | undefined {
  const small = name.toLowerCase();
  return WHOLE[name.toUpperCase()] ??
    NAMES.find(([, beginnings]) => beginnings.some((beginning) => small.startsWith(beginning)))
      ?.[0];
}

function pair(symbol: string, currency: string): Pair | undefined {
  const [one, other] = [symbol.toUpperCase(), currency.toUpperCase()];
  if (![one, other].every((part) => /^[A-Z0-9]{1,15}$/.test(part))) return undefined;
  return { symbol: one, currency: other === "USD" ? DOLLARS : other };
}
