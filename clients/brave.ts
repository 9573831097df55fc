import { Parser } from "htmlparser2";
import { z } from "zod";
import type {
  Clock,
  FoundPage,
  FoundVideo,
  TimeFrame,
  VideoSearch,
  WebSearch,
} from "../services/ports.ts";
import { askApi } from "./outside_api.ts";
import { Recent } from "./recent.ts";

export interface BraveOptions {
  apiKey: string;
  /** Without a slash at the end. */
  baseUrl: string;
  clock: Clock;
  timeoutMilliseconds?: number;
}

const RECENT_MILLISECONDS = 10 * 60_000;
const MOST_RESULTS = 8;
/** Brave takes at most 400 characters and 50 words. */
const MOST_CHARACTERS = 400;
const MOST_WORDS = 50;

const FRESHNESS: Record<TimeFrame, string | undefined> = {
  day: "pd",
  week: "pw",
  month: "pm",
  year: "py",
  any: undefined,
};

/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses */
const page = z.object({
  title: z.string(),
  url: z.string(),
  description: z.string().catch(""),
  page_age: z.string().nullish().catch(null),
  // `src` is Brave's own copy, so that whoever looks at it is not seen by the site.
  thumbnail: z.object({ src: z.string(), logo: z.boolean().nullish().catch(null) })
    .nullish().catch(null),
});
const webAnswer = z.object({
  // Without a result, `web` is not there.
  web: z.object({ results: z.array(z.unknown()) }).nullish(),
});
/** https://api-dashboard.search.brave.com/app/documentation/video-search/responses */
const video = page.extend({
  video: z.object({
    duration: z.string().nullish().catch(null),
    creator: z.string().nullish().catch(null),
  }).nullish().catch(null),
});
const videoAnswer = z.object({ results: z.array(z.unknown()).nullish() });

/** Brave's search of the web and of videos. */
export function createBrave(options: BraveOptions): { web: WebSearch; videos: VideoSearch } {
  const { apiKey, baseUrl, clock, timeoutMilliseconds } = options;
  const recentPages = new Recent<FoundPage[]>(clock, RECENT_MILLISECONDS);
  const recentVideos = new Recent<FoundVideo[]>(clock, RECENT_MILLISECONDS);
  const headers = { "X-Subscription-Token": apiKey };

  async function searchWeb(
    query: string,
    timeFrame: TimeFrame,
    signal: AbortSignal,
  ): Promise<FoundPage[]> {
    const freshness = FRESHNESS[timeFrame];
    const url = questionUrl(`${baseUrl}/res/v1/web/search`, query, {
      result_filter: "web",
      text_decorations: "false",
      ...(freshness ? { freshness } : {}),
    });
    const answer = await askApi({ url, headers, schema: webAnswer, timeoutMilliseconds, signal });
    return readAll(answer?.web?.results ?? [], page, pageOf);
  }

  async function searchVideos(query: string, signal: AbortSignal): Promise<FoundVideo[]> {
    const url = questionUrl(`${baseUrl}/res/v1/videos/search`, query, {});
    const answer = await askApi({ url, headers, schema: videoAnswer, timeoutMilliseconds, signal });
    return readAll(answer?.results ?? [], video, videoOf);
  }

  return {
    web: {
      search: ({ query, timeFrame, signal }) =>
        recentPages.get(`${timeFrame}:${query}`, () => searchWeb(query, timeFrame, signal)),
    },
    videos: {
      search: ({ query, signal }) => recentVideos.get(query, () => searchVideos(query, signal)),
    },
  };
}

function questionUrl(address: string, query: string, more: Record<string, string>): URL {
  const url = new URL(address);
  const words = query.trim().split(/\s+/).slice(0, MOST_WORDS).join(" ");
  const asked = {
    q: [...words].slice(0, MOST_CHARACTERS).join(""),
    count: String(MOST_RESULTS),
    country: "ALL",
    search_lang: /\p{Script=Cyrillic}/u.test(query) ? "ru" : "en",
    safesearch: "strict",
    ...more,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url;
}

/** What of a list can be read and shown; one bad entry does not spoil the rest. */
function readAll<Schema extends z.ZodType, Found>(
  entries: unknown[],
  schema: Schema,
  make: (entry: z.infer<Schema>) => Found | undefined,
): Found[] {
  return entries.flatMap((entry) => {
    const read = schema.safeParse(entry);
    return (read.success ? make(read.data) : undefined) ?? [];
  }).slice(0, MOST_RESULTS);
}

function pageOf({ title, url, description, page_age, thumbnail }: z.infer<typeof page>):
  | FoundPage
  | undefined {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || address.username || address.password) {
    return undefined;
  }
  const published = Date.parse(
    /(?:Z|[+-]\d\d:?\d\d)$/.test(page_age ?? "") || !page_age ? page_age ?? "" : `${page_age}Z`,
  );
  return {
    title: plain(title),
    url: address.href,
    site: address.hostname.replace(/^www\./, ""),
    snippet: plain(description),
    publishedAt: Number.isNaN(published) ? null : published,
    picture: pictureOf(thumbnail),
  };
}

function pictureOf(thumbnail: z.infer<typeof page>["thumbnail"]): string | null {
  if (!thumbnail || thumbnail.logo || !URL.canParse(thumbnail.src)) return null;
  const { protocol, href } = new URL(thumbnail.src);
  return protocol === "https:" ? href : null;
}

function videoOf(found: z.infer<typeof video>): FoundVideo | undefined {
  const page = pageOf(found);
  return page && {
    ...page,
    channel: found.video?.creator ? plain(found.video.creator) : null,
    seconds: secondsOf(found.video?.duration ?? ""),
  };
}

/** `MM:SS` or `HH:MM:SS`. */
function secondsOf(duration: string): number | null {
  if (!/^\d{1,3}(:\d{2}){1,2}$/.test(duration)) return null;
  return duration.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** The words of a title or a snippet, in which Brave leaves HTML. */
function plain(html: string): string {
  let text = "";
  const parser = new Parser({ ontext: (piece) => text += piece });
  parser.write(html);
  parser.end();
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
}
