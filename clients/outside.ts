import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import type { Clock, Outside, Pages } from "../services/ports.ts";
import type { OutsideFetchOptions } from "./outside_fetch.ts";

export interface OutsideOptions {
  /** Without a key, neither the web nor videos are searched. */
  brave: { apiKey: string | undefined; baseUrl: string };
  binance: { baseUrl: string };
  openMeteo: { baseUrl: string; geocodingBaseUrl: string };
  /** Real time. */
  clock: Clock;
  /** For the box and tests; production sets nothing here. */
  pages?: OutsideFetchOptions;
}

/** What the assistant can look up; each client is loaded when it is first asked. */
export function createOutside(options: OutsideOptions): Outside {
  const { brave, binance, openMeteo, clock } = options;
  const { apiKey, baseUrl } = brave;
  const search = apiKey === undefined ? undefined : once(async () => {
    const { createBrave } = await import(later("./brave.ts")) as typeof import("./brave.ts");
    return createBrave({ apiKey, baseUrl, clock });
  });
  const prices = once(async () => {
    const { createBinance } = await import(later("./binance.ts")) as typeof import("./binance.ts");
    return createBinance({ ...binance, clock });
  });
  const weather = once(async () => {
    const { createOpenMeteo } = await import(
      later("./open_meteo.ts")
    ) as typeof import("./open_meteo.ts");
    return createOpenMeteo({ ...openMeteo, clock });
  });
  const pages = once<Pages>(async () => {
    const { createPages } = await import(later("./pages.ts")) as typeof import("./pages.ts");
    return createPages(options.pages);
  });
  return {
    ...(search && {
      webSearch: { search: async (request) => (await search()).web.search(request) },
      videoSearch: { search: async (request) => (await search()).videos.search(request) },
    }),
    prices: { price: async (request) => (await prices()).price(request) },
    weather: { now: async (request) => (await weather()).now(request) },
    pages: { read: async (url, signal) => (await pages()).read(url, signal) },
  };
}
