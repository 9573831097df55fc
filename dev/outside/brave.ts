/** https://api-dashboard.search.brave.com/app/documentation/web-search/responses and beside it. */
import { stemsOf } from "../gemini/language.ts";
import { PAGES, type WebPage } from "./pages.ts";
import { type Answer, json, type Question } from "./server.ts";

const HOURS: Record<string, number> = { pd: 24, pw: 7 * 24, pm: 31 * 24, py: 366 * 24 };
const HOUR = 60 * 60 * 1000;

interface Video {
  id: string;
  title: string;
  description: string;
  duration: string;
  creator: string;
}

const VIDEOS: Video[] = [
  {
    id: "stop-loss-ru",
    title: "Стоп-лосс: как его ставить и не передвигать",
    description: "Простыми словами о том, где ставить стоп-лосс и почему его не двигают.",
    duration: "12:34",
    creator: "Школа трейдинга",
  },
  {
    id: "stop-loss-en",
    title: "Stop-loss orders explained",
    description: "Where a stop-loss goes, and why it is not moved afterwards.",
    duration: "09:05",
    creator: "Trading School",
  },
  {
    id: "bitcoin-ru",
    title: "Биткоин: главное за неделю",
    description: "Обзор недели: биткоин, эфир, объёмы и новости.",
    duration: "1:02:11",
    creator: "Крипта спокойно",
  },
  {
    id: "bitcoin-en",
    title: "Bitcoin: the week in review",
    description: "The week in review: bitcoin, ether, volume and news.",
    duration: "18:20",
    creator: "Calm Crypto",
  },
];

/**
 * As Brave gives pictures: its own copy behind https, and where it was found. Its address leads
 * nowhere, because nothing of the box is fetched from outside.
 */
function thumbnailOf({ file, logo }: NonNullable<WebPage["picture"]>) {
  const original = `https://pictures.invalid/${file}`;
  return { src: `https://copies.pictures.invalid/${file}`, original, logo };
}

export function answerWeb(question: Question): Answer {
  const refused = refuse(question);
  if (refused) return refused;
  const { url, now, origin } = question;
  const query = url.searchParams.get("q")!;
  const oldest = HOURS[url.searchParams.get("freshness") ?? ""] ?? Infinity;
  const language = url.searchParams.get("search_lang");
  const fitting = PAGES.filter((page) => page.ageHours <= oldest && page.language === language);
  const found = best(fitting, query, ({ title, description }) => `${title} ${description}`);
  const results = found.slice(0, countOf(url)).map((page) => ({
    type: "search_result",
    title: page.title,
    url: `${origin}/pages/${page.name}`,
    description: page.description.replace("'", "&#x27;"),
    page_age: new Date(now - page.ageHours * HOUR).toISOString().slice(0, 19),
    age: `${page.ageHours} hours ago`,
    language: page.language,
    family_friendly: true,
    ...(page.picture && { thumbnail: thumbnailOf(page.picture) }),
    meta_url: { scheme: "http", netloc: new URL(origin).host, hostname: new URL(origin).hostname },
  }));
  return json({
    type: "search",
    query: { original: query, more_results_available: false },
    ...(results.length > 0 ? { web: { type: "search", results, family_friendly: true } } : {}),
  });
}

export function answerVideos(question: Question): Answer {
  const refused = refuse(question);
  if (refused) return refused;
  const { url, origin } = question;
  const query = url.searchParams.get("q")!;
  const found = best(VIDEOS, query, ({ title, description }) => `${title} ${description}`);
  return json({
    type: "videos",
    query: { original: query, spellcheck_off: false },
    results: found.slice(0, countOf(url)).map((video) => ({
      type: "video_result",
      url: `${origin}/pages/bitcoin-week?video=${video.id}`,
      title: video.title,
      description: video.description,
      video: { duration: video.duration, creator: video.creator, publisher: "Sfera in a box" },
      // Its pictures are not behind https, so that nothing shows them.
      thumbnail: { src: `${origin}/pictures/${video.id}.jpg` },
      meta_url: { scheme: "http", netloc: new URL(origin).host },
    })),
    extra: { might_be_offensive: false },
  });
}

/** What the real API refuses, with its status and its form of an error. */
function refuse({ url, headers, searchKey }: Question): Answer | undefined {
  const key = headers["x-subscription-token"];
  const error = (status: number, code: string, detail: string) =>
    json({ type: "ErrorResponse", error: { status, code, detail }, time: 0 }, status);
  if (typeof key !== "string" || (searchKey !== undefined && key !== searchKey)) {
    return error(
      422,
      "SUBSCRIPTION_TOKEN_INVALID",
      "The provided subscription token is invalid.",
    );
  }
  const query = url.searchParams.get("q") ?? "";
  if (query === "" || query.length > 400 || query.split(/\s+/).length > 50) {
    return error(422, "VALIDATION", "Unable to validate request parameter(s)");
  }
  return undefined;
}

function countOf(url: URL): number {
  return Number(url.searchParams.get("count") ?? 20);
}

/** Those that share words with the question, the most first. */
function best<Entry>(entries: Entry[], query: string, textOf: (entry: Entry) => string): Entry[] {
  const asked = [...new Set(stemsOf(query))];
  return entries
    .map((entry) => {
      const words = stemsOf(textOf(entry));
      const begins = (stem: string) =>
        words.some((word) => word.startsWith(stem) || stem.startsWith(word));
      return { entry, shared: asked.filter(begins).length };
    })
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared)
    .map(({ entry }) => entry);
}
