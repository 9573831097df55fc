/** Fills a store with made-up guides, searches in it, and prints `KnowledgeFigures`. */
import { openDatabaseKv } from "../db/open.ts";
import { knowledgeDatabase, searchFor, sourceText, testKnowledge } from "../tests/kit/knowledge.ts";
import { temporaryFolder } from "../tests/kit/temporary_kv.ts";
import type { KnowledgeFigures } from "./knowledge.ts";
import { median } from "./row.ts";

const DOCUMENTS = 200;
const CHUNKS_OF_DOCUMENT = 50;
const WORDS_OF_CHUNK = 130;
const QUESTIONS_OF_DOCUMENT = 5;
const WORDS_OF_QUESTION = 8;
/** Words of each language, of which the n-th is n times as rare as the first, as Zipf found. */
const VOCABULARY = 12_000;
const SEARCHES = 100;

const SYLLABLES = {
  ru: "ба ве го ди жу за ки ло му не пи ра со ти фу хо це ча ши ры ста при про тор мен лик".split(
    " ",
  ),
  en: "ba ce do fi gu ha ki lo mu ne pi ra so ti vu wa ex yo tion ment ing pre sta ker ble".split(
    " ",
  ),
};

/** What the first ranks of any text are taken by. */
const COMMON = {
  ru: "и в не на что с как это по но из у за от для если или же уже так бы к о до при ты его все"
    .split(" "),
  en:
    "the of and to a in is it you that for on are with as be at this have from or by not but we if"
      .split(" "),
};

let seed = 20261123;
/** The same numbers in every run; Numerical Recipes' generator. */
function random(): number {
  seed = (seed * 1664525 + 1013904223) >>> 0;
  return seed / 2 ** 32;
}

const vocabularies = Object.fromEntries(
  Object.entries(SYLLABLES).map(([language, syllables]) => [
    language,
    Array.from({ length: VOCABULARY }, (_, rank) => {
      const common = COMMON[language as keyof typeof SYLLABLES][rank];
      if (common) return common;
      const length = 1 + Math.min(4, Math.floor(Math.log10(rank + 1) + random() * 2));
      return Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)]).join(
        "",
      );
    }),
  ]),
) as Record<keyof typeof SYLLABLES, string[]>;

/** A word by Zipf's law: the logarithm of its rank is even. */
function word(language: keyof typeof SYLLABLES): string {
  return vocabularies[language][Math.floor(VOCABULARY ** random()) - 1]!;
}

function sentence(language: keyof typeof SYLLABLES, words: number): string {
  return `${Array.from({ length: words }, () => word(language)).join(" ")}.`;
}

function guide(number: number): string {
  const language = number % 4 === 0 ? "en" : "ru";
  return Array.from({ length: CHUNKS_OF_DOCUMENT }, () => {
    const sentences = Array.from({ length: WORDS_OF_CHUNK / 13 }, () => sentence(language, 13));
    return `## ${sentence(language, 4)}\n\n${sentences.join(" ")}`;
  }).join("\n\n");
}

function questions(): string[] {
  return Array.from(
    { length: QUESTIONS_OF_DOCUMENT },
    (_, place) => sentence(place % 2 === 0 ? "ru" : "en", WORDS_OF_QUESTION),
  );
}

function megabytes(): number {
  (globalThis as unknown as { gc(): void }).gc();
  return Deno.memoryUsage().rss / 1024 / 1024;
}

await using folder = await temporaryFolder();
const kv = await openDatabaseKv(`${folder.path}/bench.sqlite3`);
const writer = testKnowledge(knowledgeDatabase(kv));
for (let number = 0; number < DOCUMENTS; number++) {
  await writer.store(sourceText(`guide${number}.md`, guide(number), { questions: questions() }));
}
const chunks = (await writer.list()).reduce((sum, { chunkCount }) => sum + chunkCount, 0);

const knowledge = testKnowledge(knowledgeDatabase(kv));
const before = megabytes();
const began = performance.now();
await searchFor(knowledge, "first");
const build = performance.now() - began;
const memory = megabytes() - before;
const times: number[] = [];
for (let number = 0; number < SEARCHES; number++) {
  const question = sentence(number % 4 === 0 ? "en" : "ru", 6);
  const asked = performance.now();
  await searchFor(knowledge, question);
  times.push(performance.now() - asked);
}
const figures: KnowledgeFigures = {
  chunks,
  build,
  search: median(times),
  slowest: Math.max(...times),
  memory,
};
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(figures)));
kv.close();
