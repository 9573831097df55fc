/** Tools about the world: when a question calls for one, and with what. */
import { bare, type Language } from "./language.ts";
import type { Declaration } from "./protocol.ts";
import { citedIn, fieldIn, quotesIn, type ToolResult } from "./results.ts";

interface ToolRule {
  name: string;
  /** The arguments, if the question calls for this tool. */
  fit(question: string): Record<string, unknown> | undefined;
}

const COINS: [symbol: string, names: RegExp][] = [
  ["BTC", /биткоин|биток|битк[аеу]|bitcoin|(?<!\p{L})btc(?!\p{L})/iu],
  ["ETH", /эфир|ethereum|(?<!\p{L})eth(?!\p{L})/iu],
  ["TON", /тонкоин|toncoin|(?<!\p{L})(?:ton|тон)(?!\p{L})/iu],
  ["SOL", /солан|solana|(?<!\p{L})sol(?!\p{L})/iu],
];

/** Cities by the beginnings of their names, for Russian declines them and asks in another case. */
const CITIES: [city: string, name: RegExp][] = [
  ["Москва", /^москв/iu],
  ["Казань", /^казан[ьи]/iu],
  ["Санкт-Петербург", /^(?:санкт-)?петербург|^питер/iu],
  ["Сочи", /^сочи/iu],
  ["Новосибирск", /^новосибирск/iu],
  ["Екатеринбург", /^екатеринбург/iu],
  ["Лондон", /^лондон/iu],
  ["Париж", /^париж/iu],
  ["Берлин", /^берлин/iu],
  ["Нью-Йорк", /^нью-йорк/iu],
];

/** The first rule that fits is the one; the broadest come last. */
const RULES: ToolRule[] = [
  {
    name: "get_crypto_price",
    fit(question) {
      const asked =
        /(?<!\p{L})(?:цен[аыуе]|курс|сто[ия]т|поч[её]м|price|worth|how much|trading at)/iu;
      const symbol = COINS.find(([, names]) => names.test(question))?.[0];
      return symbol && asked.test(question) ? { symbol } : undefined;
    },
  },
  {
    name: "get_weather",
    fit(question) {
      const city =
        /(?:погод|weather)[^.!?]*?(?<!\p{L})(?:во?|in)\s+([\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?)/iu;
      const name = city.exec(question)?.[1];
      if (!name) return undefined;
      return { city: CITIES.find(([, names]) => names.test(name))?.[0] ?? name };
    },
  },
  {
    name: "search_video",
    fit: (question) => /видео|ролик|youtube|ютуб|video/iu.test(question) ? {} : undefined,
  },
  {
    name: "search_web",
    fit(question) {
      const asked =
        /(?<!\p{L})(?:новост|найди|поищи|погугли|в интернете|что случилось|news|search|look up|online)/iu;
      return asked.test(question) ? { time_frame: "week" } : undefined;
    },
  },
  {
    name: "search_knowledge_base",
    fit(question) {
      const asked =
        /(?<!\p{L})(?:что такое|объясни|как работа|научи|не понимаю|почему|стоп-лосс|индикатор|стратеги|урок|explain|what is an?|how do(?:es)?|teach|strateg|indicator|stop.loss|lesson)/iu;
      return asked.test(question) ? { persona: "mentor" } : undefined;
    },
  },
];

/** The call that a question needs, among the tools that are offered. */
export function toolFor(
  question: string,
  offered: Declaration[],
): { name: string; arguments: Record<string, unknown> } | undefined {
  for (const rule of RULES) {
    const tool = offered.find(({ name }) => name === rule.name);
    const args = tool && rule.fit(question);
    if (args) {
      const query = bare(question);
      return { name: rule.name, arguments: fitArguments(tool, { query, ...args }) };
    }
  }
  return undefined;
}

/** Whether a tool is one of this table. */
export function isKnown(name: string): boolean {
  return RULES.some((rule) => rule.name === name);
}

/** Keeps the arguments that the tool declares, with values that its lists of choices allow. */
function fitArguments(
  { parametersJsonSchema }: Declaration,
  args: Record<string, unknown>,
): Record<string, unknown> {
  const declared = parametersJsonSchema.properties as Record<string, { enum?: unknown[] }>;
  if (declared === undefined) return args;
  const fitted: Record<string, unknown> = {};
  for (const [name, { enum: choices }] of Object.entries(declared)) {
    if (choices) fitted[name] = choices.includes(args[name]) ? args[name] : choices[0];
    else if (name in args) fitted[name] = args[name];
  }
  return fitted;
}

const NOTHING_FOUND = {
  ru: "По этому вопросу у меня нет информации.",
  en: "I have no information on that.",
};

/** Says what one of these tools found, in one or two sentences. */
export function tell(result: ToolResult, question: string, language: Language): string {
  const told = result.name === "get_crypto_price"
    ? tellPrice(result, language)
    : result.name === "get_weather"
    ? tellWeather(result, language)
    : undefined;
  if (told) return told;
  const cited = citedIn(result, question);
  if (cited.length > 0) return cited.join(" ");
  const quotes = result.name === "search_video" ? titlesIn(result) : quotesIn(result, question);
  if (quotes.length === 0) return NOTHING_FOUND[language];
  const found = quotes.map((quote) => language === "ru" ? `«${quote}»` : `“${quote}”`).join(", ");
  return language === "ru" ? `Вот что нашлось: ${found}.` : `Here is what I found: ${found}.`;
}

function tellPrice({ response, arguments: args }: ToolResult, language: Language) {
  const price = fieldIn(response, ["price", "last", "value"]);
  if (price === undefined) return undefined;
  const symbol = fieldIn(response, ["symbol"]) ?? args.symbol;
  const currency = fieldIn(response, ["currency", "quote"]) ?? "USD";
  const change = fieldIn(response, ["changeOverDayPercent", "change"]);
  if (language === "ru") {
    const over = change === undefined ? "" : `, за сутки ${withSign(change).replace(".", ",")} %`;
    return `${symbol} сейчас стоит ${price.replace(".", ",")} ${currency}${over}.`;
  }
  const over = change === undefined ? "" : `, ${withSign(change)}% over a day`;
  return `${symbol} is at ${price} ${currency} now${over}.`;
}

function tellWeather({ response, arguments: args }: ToolResult, language: Language) {
  const degrees = fieldIn(response, ["temperature", "temperatureCelsius", "temp"]);
  const feels = fieldIn(response, ["feelsLike", "apparentTemperature"]);
  const sky = fieldIn(response, ["description", "condition", "summary"]);
  const feelsLike = language === "ru" ? "ощущается как" : "feels like";
  const weather = [
    degrees && `${withSign(degrees)} °C`,
    sky,
    feels && feels !== degrees && `${feelsLike} ${withSign(feels)} °C`,
  ].filter(Boolean).join(", ");
  const city = fieldIn(response, ["city"]) ?? args.city;
  return weather === "" ? undefined : `${city}: ${weather}.`;
}

/** A number as people write one that may be below zero. */
function withSign(number: string): string {
  return Number(number) > 0 ? `+${number}` : number.replace("-", "−");
}

function titlesIn({ response }: ToolResult): string[] {
  const { results } = response as { results?: { title?: unknown }[] };
  if (!Array.isArray(results)) return [];
  return results.flatMap(({ title }) => typeof title === "string" ? title : []);
}
