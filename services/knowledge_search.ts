import { getChunks } from "../db/knowledge.ts";
import type { Database } from "../db/tx.ts";
import { createGlossary, type Glossary } from "../domain/glossary.ts";
import { chunkIdOf } from "../domain/knowledge.ts";
import { sentencesOf } from "../domain/markdown.ts";
import type { KnowledgeEmbedding } from "./knowledge_embedding.ts";
import { createKnowledgeIndex, type IndexedChunk } from "./knowledge_index.ts";
import { askedWord, type Candidate, rankByWords } from "./knowledge_ranking.ts";

/**
 * How much of what a question says a passage has to hold, 0 to 1, to be an answer to it. Found with
 * `deno task eval --tuning`: the least at which nine of ten questions about other things find nothing.
 */
export const THRESHOLD = 0.46;
/**
 * By how many standard deviations the meaning of a passage has to stand out from that of all others:
 * to be an answer with half of the words, and with none. Deviations, because what a cosine says
 * differs from model to model; below the least one, nothing means the same in any.
 */
const NEAR_DEVIATIONS = 3;
const SAME_DEVIATIONS = 4;
const LEAST_COSINE = 0.6;
/** Passages of one document, so that others have their say. */
const MOST_OF_DOCUMENT = 2;
/** Ranks that are put together: each counts 1 / (this + rank), as in Cormack et al., SIGIR 2009. */
const RANK_OFFSET = 60;
const QUOTE_LENGTH = 300;
/** Words of a question that are looked for. */
const MOST_WORDS = 32;

export interface SearchOptions {
  /** The most passages wanted. */
  limit: number;
  signal: AbortSignal;
}

/** A passage that answers a question. */
export interface KnowledgeHit {
  chunkId: string;
  file: string;
  title: string;
  headings: string[];
  /** The whole passage, in Markdown. */
  text: string;
  /** How much of what the question says is in it, 0 to 1. */
  score: number;
  /** The one or two sentences that fit best, as they stand in the text; at most 300 characters. */
  quote: string;
}

/** Makes the search over the knowledge of this process. */
export function createKnowledgeSearch(deps: {
  db: Database;
  glossary: readonly (readonly string[])[];
  embedding: KnowledgeEmbedding | undefined;
}): (query: string, options: SearchOptions) => Promise<KnowledgeHit[]> {
  const { db, embedding } = deps;
  const glossary = createGlossary(deps.glossary);
  const index = createKnowledgeIndex({ db, glossary, embedding });

  return async (query, { limit, signal }) => {
    await index.follow();
    const asked = glossary.queryTokensOf(query).slice(0, MOST_WORDS)
      .map((word) => askedWord(word, index));
    if (asked.length === 0 || index.size() === 0) return [];
    const direction = await embedding?.embedQuery(query, signal);
    // Where meaning has a say, it may be one for what holds few of the words.
    const byWords = rankByWords(asked, index, direction ? 0 : THRESHOLD);
    const found = direction ? fused(byWords, index.byMeaning(direction)) : byWords;
    const best = fewOfEach(found).slice(0, limit);
    const weights = new Map(asked.map(({ word, weight }) => [word, weight]));
    const chunks = await getChunks(db, best.map(({ chunk }) => placeOf(chunk)));
    return best.flatMap(({ chunk, coverage }, place) => {
      const read = chunks[place];
      // It was taken away a moment ago.
      if (!read) return [];
      const { document: { file, title } } = chunk;
      const { headings, text } = read;
      const quote = quoteOf(text, weights, glossary);
      return [{
        chunkId: chunkIdOf(placeOf(chunk)),
        file,
        title,
        headings,
        text,
        score: coverage,
        quote,
      }];
    });
  };
}

function placeOf({ document, position }: IndexedChunk) {
  return { documentId: document.id, revision: document.revision, position };
}

/** Puts the ranking by words and the one by meaning together, without what answers nothing. */
function fused(
  byWords: readonly Candidate[],
  byMeaning: readonly { chunk: IndexedChunk; cosine: number }[],
): Candidate[] {
  const cosines = byMeaning.map(({ cosine }) => cosine);
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / (cosines.length || 1);
  const spread = Math.sqrt(
    cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / (cosines.length || 1),
  );
  const candidates = new Map(byWords.map((candidate, place) => [candidate.chunk, {
    ...candidate,
    rank: 1 / (RANK_OFFSET + place + 1),
    answers: candidate.coverage >= THRESHOLD,
  }]));
  const nearest = byMeaning.toSorted((one, other) => other.cosine - one.cosine);
  nearest.forEach(({ chunk, cosine }, place) => {
    const isNear = spread > 0 && cosine >= LEAST_COSINE;
    const deviations = isNear ? (cosine - mean) / spread : 0;
    const known = candidates.get(chunk);
    if (!known && deviations < SAME_DEVIATIONS) return;
    const { coverage, rank, answers } = known ?? { coverage: 0, rank: 0, answers: false };
    candidates.set(chunk, {
      chunk,
      coverage,
      rank: rank + 1 / (RANK_OFFSET + place + 1),
      answers: answers || deviations >= SAME_DEVIATIONS ||
        (deviations >= NEAR_DEVIATIONS && coverage >= THRESHOLD / 2),
    });
  });
  return [...candidates.values()].filter(({ answers }) => answers)
    .sort((one, other) => other.rank - one.rank);
}

function fewOfEach(candidates: readonly Candidate[]): Candidate[] {
  const counts = new Map<string, number>();
  return candidates.filter(({ chunk: { document } }) => {
    const count = (counts.get(document.id) ?? 0) + 1;
    counts.set(document.id, count);
    return count <= MOST_OF_DOCUMENT;
  });
}

/** The sentence with most of what was asked, and its neighbour where that has more of it. */
function quoteOf(text: string, weights: ReadonlyMap<string, number>, glossary: Glossary): string {
  const sentences = sentencesOf(text);
  const held = sentences.map((sentence) =>
    new Set(glossary.tokensOf(sentence.text).filter((word) => weights.has(word)))
  );
  const worth = (words: ReadonlySet<string>) =>
    [...words].reduce((sum, word) => sum + weights.get(word)!, 0);
  let best = { from: 0, to: 0, worth: -1 };
  sentences.forEach((_, place) => {
    for (const to of [place, place + 1]) {
      if (to >= sentences.length) continue;
      const words = held[place]!.union(to > place ? held[to]! : new Set<string>());
      const length = sentences[to]!.start + sentences[to]!.text.length - sentences[place]!.start;
      if (to > place && length > QUOTE_LENGTH) continue;
      // A second sentence has to add something.
      const value = worth(words) - (to > place ? 0.5 : 0);
      if (value > best.worth) best = { from: place, to, worth: value };
    }
  });
  const [first, last] = [sentences[best.from], sentences[best.to]];
  if (!first || !last) return "";
  return fitting(text.slice(first.start, last.start + last.text.length));
}

/** At most as long as a quote may be, cut at a word. */
function fitting(text: string): string {
  if (text.length <= QUOTE_LENGTH) return text;
  const cut = text.slice(0, QUOTE_LENGTH - 1);
  const space = cut.lastIndexOf(" ");
  return `${cut.slice(0, space > QUOTE_LENGTH / 2 ? space : -1)}…`;
}
