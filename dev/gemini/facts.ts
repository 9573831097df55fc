/** What a member tells about themselves, and where it belongs in the profile. */
import { bare } from "./language.ts";

/** A thing to write into the profile. */
export interface ToldFact {
  section: string;
  content: string;
}

/** "Запомни, что …": the member says outright that it is to be kept. */
const REQUESTS = [
  /^(?:пожалуйста[,\s]+)?(?:запомни|запиши|учти|имей в виду)(?:[,\s]+пожалуйста)?[,:\s]+(?:что\s+|себе[,:\s]+(?:что\s+)?)?(.+)/isu,
  /^(?:please[,\s]+)?(?:remember|note|keep in mind|write down)[,:\s]+(?:that\s+)?(.+)/isu,
];

/** Beginnings of sentences about oneself that are worth keeping unasked. */
const STATEMENTS =
  /(?<!\p{L})(?:торгую|инвестирую|мо[йяи]\s+(?:план|цел)\p{L}*|(?:не\s+)?люблю|предпочитаю|планирую|мне\s+нравится|(?:my|our)\s+(?:plan|goal)s?|i\s+(?:\p{L}+\s+)?(?:trade|invest|prefer|like|love|plan|hate))(?!\p{L})/iu;

/** The first section whose words occur is the one; anything else about a person is their bio. */
const SECTIONS: [section: string, words: RegExp][] = [
  [
    "health",
    /(?<!\p{L})(?:здоров|боле[юл]|боли[тш]|сплю|бессонниц|аллерги|давлени|диабет|врач|таблет|беремен|health|sick|sleep|insomnia|allerg|diabet|doctor|pain|pregnan)/iu,
  ],
  [
    "plans",
    /(?<!\p{L})(?:план|цел[ьи]|собира|хочу|мечта|буду|plan|goal|going to|want to|dream|will)/iu,
  ],
  [
    "preferences",
    /(?<!\p{L})(?:любл|предпоч|нрав|удобн|ненавижу|короч|обращ|prefer|like|love|hate|short|favou?rite)/iu,
  ],
  [
    "topics",
    /(?<!\p{L})(?:торг|инвест|фьючерс|крипт|биткоин|битка|акци|форекс|опцион|облигаци|интересу|trade|trading|invest|futures|crypto|bitcoin|stocks?|forex|options|bonds|interested)/iu,
  ],
];

/** The fact that a member tells or asks to keep; questions tell nothing. */
export function factToldIn(message: string, sections: readonly string[]): ToldFact | undefined {
  const content = requestedIn(message.trim()) ?? statedIn(message);
  return content === undefined ? undefined : { section: sectionFor(content, sections), content };
}

function requestedIn(message: string): string | undefined {
  for (const pattern of REQUESTS) {
    const content = bare(pattern.exec(message)?.[1] ?? "");
    if (content !== "" && !message.endsWith("?")) return content;
  }
  return undefined;
}

function statedIn(message: string): string | undefined {
  const sentences = message.match(/[^.!?\n]+[.!?\n]*/gu) ?? [];
  const sentence = sentences.find((sentence) =>
    STATEMENTS.test(sentence) && !sentence.trimEnd().endsWith("?")
  );
  const content = bare(bare(sentence ?? "").replace(/^(?:а|и|но|and|but)\s+/iu, ""))
    .replace(/^я\s+/iu, "");
  return content === "" ? undefined : content;
}

function sectionFor(content: string, sections: readonly string[]): string {
  const fitting = SECTIONS.filter(([section]) =>
    sections.length === 0 || sections.includes(section)
  )
    .find(([, words]) => words.test(content));
  return fitting?.[0] ?? (sections.includes("bio") ? "bio" : sections[0] ?? "bio");
}
