import { z } from "zod";
import type { VideoSearch } from "../ports.ts";
import { cut, FROM_OUTSIDE, NOTHING_FOUND } from "./found.ts";
import { defineTool, type Tool } from "./tool.ts";

const MOST_RESULTS = 3;
const TITLE_LENGTH = 150;
const SNIPPET_LENGTH = 200;
const CARD_LENGTH = 160;

/** Makes the tool that finds videos to watch. */
export function createSearchVideoTool({ videoSearch }: { videoSearch: VideoSearch }): Tool {
  return defineTool({
    name: "search_video",
    description: "Finds videos on the web. Call it when the member wants something to watch. The " +
      "member is shown the videos; name one or two by their titles.",
    parameters: z.object({
      query: z.string().min(1).max(400).describe("What to look for, in a few words"),
    }),
    async run({ query }, { signal }) {
      const found = (await videoSearch.search({ query, signal })).slice(0, MOST_RESULTS);
      if (found.length === 0) return { result: { results: [], note: NOTHING_FOUND } };
      return {
        result: {
          note: FROM_OUTSIDE,
          results: found.map(({ title, site, channel, seconds, snippet }) => ({
            title: cut(title, TITLE_LENGTH),
            site,
            channel: channel && cut(channel, TITLE_LENGTH),
            minutes: seconds === null ? null : Math.max(1, Math.round(seconds / 60)),
            snippet: cut(snippet, SNIPPET_LENGTH),
          })),
        },
        cards: found.map((video) => ({
          kind: "video",
          title: cut(video.title, TITLE_LENGTH) || video.site,
          text: cut(video.snippet, CARD_LENGTH),
          url: video.url,
          site: video.site,
          channel: video.channel && cut(video.channel, TITLE_LENGTH),
          seconds: video.seconds,
          picture: video.picture,
        })),
      };
    },
  });
}
