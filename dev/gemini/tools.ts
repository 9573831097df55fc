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
      return name ? { city: name } : undefined;
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
  if (result.name === "get_crypto_price") {
    const price = fieldIn(result.response, ["price", "last", "value"]);
    if (price !== undefined) {
      const symbol = fieldIn(result.response, ["symbol"]) ?? result.arguments.symbol;
      const currency = fieldIn(result.response, ["currency", "quote"]) ?? "USD";
      return language === "ru"
        ? `${symbol} сейчас стоит ${price} ${currency}.`
        : `${symbol} is at ${price} ${currency} now.`;
    }
  }
  if (result.name === "get_weather") {
    const degrees = fieldIn(result.response, ["temperature", "temperatureCelsius", "temp"]);
    const sky = fieldIn(result.response, ["description", "condition", "summary"]);
    const weather = [degrees && `${degrees} °C`, sky].filter(Boolean).join(", ");
    const city = fieldIn(result.response, ["city"]) ?? result.arguments.city;
    if (weather !== "") return `${city}: ${weather}.`;
  }
  const cited = citedIn(result, question);
  if (cited.length > 0) return cited.join(" ");
  const quotes = quotesIn(result, question);
  if (quotes.length === 0) return NOTHING_FOUND[language];
  const found = quotes.map((quote) => language === "ru" ? `«${quote}»` : `“${quote}”`).join(", ");
  return language === "ru" ? `Вот что нашлось: ${found}.` : `Here is what I found: ${found}.`;
}
