import { z } from "zod";
import type { Card } from "../../domain/card.ts";
import { type FoundPage, type Pages, TIME_FRAMES, type WebSearch } from "../ports.ts";
import { cut, FROM_OUTSIDE, NOTHING_FOUND } from "./found.ts";
import { defineTool, type Tool } from "./tool.ts";

/** What the model is given and the member is shown of what was found. */
const MOST_RESULTS = 5;
const MOST_LINKS = 3;
/** Pages that are read, and the characters of each. */
const MOST_PAGES = 2;
const PAGE_LENGTH = 1_500;
/** Less is no page but a notice, such as one about cookies. */
const SHORTEST_PAGE = 100;
const TITLE_LENGTH = 150;
const SNIPPET_LENGTH = 300;
const CARD_LENGTH = 160;

/** Makes the tool that searches the web and reads the best pages. */
export function createSearchWebTool({ webSearch, pages }: {
  webSearch: WebSearch;
  pages: Pages;
}): Tool {
  /** What the pages say; one that cannot be read is as if it were not there. */
  async function read(found: FoundPage[], signal: AbortSignal) {
    const read = await Promise.all(found.map(async ({ title, site, url }) => {
      try {
        const text = cut((await pages.read(url, signal)).text, PAGE_LENGTH);
        return text.length < SHORTEST_PAGE ? [] : [{ title: cut(title, TITLE_LENGTH), site, text }];
      } catch {
        signal.throwIfAborted();
        return [];
      }
    }));
    return read.flat();
  }

  return defineTool({
    name: "search_web",
    description:
      "Searches the web for what is not in the knowledge base: news, events, facts of today. " +
      "Never for what trading terms mean or how to trade.",
    parameters: z.object({
      query: z.string().min(1).max(400).describe("What to look for, in a few words"),
      time_frame: z.enum(TIME_FRAMES).describe("How fresh it has to be; week for news"),
    }),
    async run({ query, time_frame }, { signal }) {
      const found = await webSearch.search({ query, timeFrame: time_frame, signal });
      if (found.length === 0) return { result: { results: [], note: NOTHING_FOUND } };
      const results = found.slice(0, MOST_RESULTS);
      return {
        result: {
          note: FROM_OUTSIDE,
          results: results.map(({ title, site, snippet, publishedAt }) => ({
            title: cut(title, TITLE_LENGTH),
            site,
            published: dateOf(publishedAt),
            snippet: cut(snippet, SNIPPET_LENGTH),
          })),
          pages: await read(results.slice(0, MOST_PAGES), signal),
        },
        cards: cardsOf(results.slice(0, MOST_LINKS)),
      };
    },
  });
}

/** A link for each page, and the first picture among them: one is enough to look at. */
function cardsOf(shown: readonly FoundPage[]): Card[] {
  const titled = shown.map((page) => ({
    ...page,
    title: cut(page.title, TITLE_LENGTH) || page.site,
  }));
  const links = titled.map(({ title, snippet, url, site, publishedAt }): Card => ({
    kind: "link",
    title,
    text: cut(snippet, CARD_LENGTH),
    url,
    site,
    publishedAt,
  }));
  const pictured = titled.find(({ picture }) => picture !== null);
  if (!pictured?.picture) return links;
  const { title, site, url, picture } = pictured;
  return [...links, { kind: "picture", title, text: site, url: picture, page: url }];
}

function dateOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().slice(0, 10);
}
