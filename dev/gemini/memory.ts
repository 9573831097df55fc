/** Questions about what the member has told before. */
import { bare, stemsOf } from "./language.ts";

/** What the member wants to be reminded of. */
export interface MemoryQuestion {
  about: "name" | "past";
  /** For the `recall` tool. */
  query: string;
}

const NAME_QUESTION =
  /как\s+меня\s+зовут|мо[её]\s+имя\s*\?|(?:помнишь|знаешь)[^.!?]*(?:мо[её]\s+имя|как\s+меня\s+зовут)|what(?:['’]s|\s+is)\s+my\s+name|(?:remember|know)\s+my\s+name|who\s+am\s+i/iu;

/** Each ends where the topic begins. */
const PAST_QUESTIONS = [
  /(?:что|о\s+ч[её]м|когда|где)\s+(?:же\s+)?(?:(?:я|мы)\s+)?(?:(?:тебе|вчера|раньше|тогда|недавно)\s+)*(?:я\s+|мы\s+)?(?:говорил|сказал|рассказывал|писал|упоминал|обсуждал|спрашивал)(?:а|и)?(?:\s+тебе)?/iu,
  /что\s+(?:ты\s+)?(?:(?:обо\s+мне|про\s+меня)\s+)?(?:ты\s+)?(?:помнишь|знаешь)(?!\s+(?:о|об|про)\s+(?!мне|меня|мо))/iu,
  /(?<!\p{L})(?:ты\s+)?помнишь(?!\p{L})/iu,
  /(?<!\p{L})напомни(?:\s+мне)?[,\s]+(?:что|про|о|об|как|какой|какая|какие|мо\p{L}+)(?!\p{L})/iu,
  /what\s+(?:did|have)\s+i\s+(?:say|said|tell|told|mention|mentioned|write|written)(?:\s+you|\s+to\s+you)?/i,
  /what\s+do\s+you\s+(?:remember|know)(?=\s+about\s+m[ey]|\s*\?|$)/i,
  /(?:do\s+you|can\s+you|you)\s+remember|remind\s+me/i,
];

const BEFORE_TOPIC =
  /^(?:[\s,:—-]+|(?:про|об|обо|о|насчёт|насчет|что|как|я|мне|мной|меня|мо[яеёюи]|моих|тебе|говорил|говорила|сказал|сказала|about|of|what|that|i|me|my|said|told|you|when)(?!\p{L}))+/iu;

/** Recognises a question about the past. */
export function memoryQuestionIn(message: string): MemoryQuestion | undefined {
  if (NAME_QUESTION.test(message)) {
    return { about: "name", query: /\p{Script=Cyrillic}/u.test(message) ? "имя" : "name" };
  }
  for (const pattern of PAST_QUESTIONS) {
    const found = pattern.exec(message);
    if (!found) continue;
    const rest = message.slice(found.index + found[0].length).split(/[.!?\n]/u)[0] ?? "";
    return { about: "past", query: bare(rest.replace(BEFORE_TOPIC, "")) || bare(message) };
  }
  return undefined;
}

/** The lines of a text that share a word with the query, at most three. */
export function linesAbout(query: string, text: string): string[] {
  const stems = stemsOf(query);
  const lines = text.split("\n").map((line) => bare(line.replace(/<[^>]*>/g, " ")));
  return lines.filter((line) => {
    const words = stemsOf(line);
    return stems.some((stem) => words.some((word) => word.startsWith(stem)));
  }).slice(0, 3);
}
