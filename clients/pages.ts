import type { Pages } from "../services/ports.ts";
import { createOutsideFetch, type OutsideFetchOptions } from "./outside_fetch.ts";
import { readableText } from "./page_text.ts";

/** Reads pages of the web as people do: what they say, without what surrounds it. */
export function createPages(options: OutsideFetchOptions = {}): Pages {
  const fetchOutside = createOutsideFetch(options);
  return {
    async read(url, signal) {
      const { type, text } = await fetchOutside(url, signal);
      return type === "text/html" ? readableText(text) : { title: "", text: text.trim() };
    },
  };
}
