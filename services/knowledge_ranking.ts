import type { Language } from "../domain/community.ts";
import { isTerm } from "../domain/glossary.ts";
import type { Document } from "../domain/knowledge.ts";
import type { IndexedChunk, KnowledgeIndex, WordMatches } from "./knowledge_index.ts";
import type { LikeQuestion } from "./knowledge_questions.ts";

/** A long question need not be met in all that it tells: as much as this many rare words is enough. */
const ENOUGH_WORDS = 4;
/**
 * How much more a term of the glossary tells than another word that is as rare; one that is in many
 * texts still tells this much of the most, because it names what is asked about.
 */
const TERM_WEIGHT = 1.5;
const LEAST_OF_TERM = 0.5;
/** How much a word of another language counts against a text that has no other word for it. */
const FOREIGN_WEIGHT = 0.7;
/**
 * How much a word is held that stands not in the passage, but in a question that its document
 * answers, or anywhere in the document.
 */
const IN_QUESTIONS = 0.6;
const ELSEWHERE = 0.3;
/** What a word is worth where it stands at its weakest, and what it adds in the head. */
const LEAST_STRENGTH = 0.3;
const HEAD_WEIGHT = 1.5;
/** What a word adds that all questions of a document have; in so many of them it adds half. */
const QUESTIONS_WEIGHT = 3;
const QUESTIONS_OF_HALF = 2;
/**
 * How much of all that a question tells its likeness to one of a document's adds; raised to a power,
 * because two that share half of their words mostly ask about different things.
 */
const LIKENESS_WEIGHT = 1;
const LIKENESS_POWER = 1.5;
/** What it adds besides to the passage that the like question belongs to. */
const PASSAGE_WEIGHT = 0.1;

/** A chunk that may answer a question. */
export interface Candidate {
  chunk: IndexedChunk;
  /** How much of what the question says is in it, 0 to 1. */
  coverage: number;
  /** Comparable within one question. */
  rank: number;
}

/** A word of a question. */
export interface AskedWord extends WordMatches {
  word: string;
  /** What it tells: the rarer, the more. */
  weight: number;
  /** The share of that which it tells of one document from another, 0 to 1. */
  sharpness: number;
  /** Whose word it is; undefined for one of every language. */
  language: Language | undefined;
  /** The documents that have it anywhere. */
  documents: Set<string>;
}

/** A word of a question with where it stands; one that is nowhere tells the most. */
export function askedWord(word: string, index: KnowledgeIndex): AskedWord {
  const language = isTerm(word) ? undefined : languageOfWord(word);
  const matches = index.matches(word);
  const { chunks, heads, questions } = matches;
  let inChunks = 0;
  for (const { chunk } of chunks) {
    if (language === undefined || chunk.document.language === language) inChunks += 1;
  }
  const inQuestions = questions.values().reduce((sum, count) => sum + count, 0);
  const size = Math.max(1, index.size(language) + index.questionCount(language));
  const found = Math.max(inChunks + inQuestions, heads.size);
  const rarity = rarityOf(Math.min(size, found), size);
  const ofTerm = TERM_WEIGHT * Math.max(rarity, LEAST_OF_TERM * rarityOf(0, size));
  const worths = worthsOf(matches);
  return {
    word,
    weight: isTerm(word) ? ofTerm : rarity,
    sharpness: sharpnessOf([...worths.values()], index.documentCount()),
    language,
    ...matches,
    documents: new Set(worths.keys()),
  };
}

/** What a word is worth to each document that has it, of all places where it stands. */
function worthsOf({ chunks, heads, questions }: WordMatches): Map<string, number> {
  const inText = new Map<string, number>();
  for (const { chunk: { document: { id } }, strength } of chunks) {
    inText.set(id, (inText.get(id) ?? 0) + strength);
  }
  const worths = new Map<string, number>();
  const add = (id: string, worth: number) => worths.set(id, (worths.get(id) ?? 0) + worth);
  for (const [id, strength] of inText) add(id, strength / (strength + 1));
  for (const [id, strength] of heads) add(id, HEAD_WEIGHT * strength);
  for (const [id, count] of questions) add(id, shareOfQuestions(count));
  return worths;
}

/** A word that one document has much of and others little is nearly as sharp as one that it alone has. */
function sharpnessOf(worths: readonly number[], documentCount: number): number {
  const most = worths.reduce((most, worth) => Math.max(most, worth), 0);
  if (most === 0) return 1;
  const count = worths.reduce((sum, worth) => sum + worth, 0) / most;
  return rarityOf(Math.min(documentCount, count), documentCount) / rarityOf(0, documentCount);
}

/** What a word tells that so many of all have, as BM25 weighs it. */
function rarityOf(count: number, size: number): number {
  return Math.log(1 + (size - count + 0.5) / (count + 0.5));
}

function shareOfQuestions(count: number): number {
  return count / (count + QUESTIONS_OF_HALF);
}

function languageOfWord(word: string): Language | undefined {
  if (/[а-я]/.test(word)) return "ru";
  return /[a-z]/.test(word) ? "en" : undefined;
}

/**
 * Every chunk that has a word of the question, and one of every document that has a word in its head
 * or in a question that it answers; best first, without what holds less of the question than `least`.
 */
export function rankByWords(
  asked: readonly AskedWord[],
  index: KnowledgeIndex,
  least: number,
): Candidate[] {
  const nearest = index.nearest(asked.map(({ word }) => word));
  const strengths = new Map<IndexedChunk, number[]>();
  const byDocument = new Map<string, IndexedChunk[]>();
  const add = (chunk: IndexedChunk): number[] => {
    const ofChunk = asked.map(() => 0);
    strengths.set(chunk, ofChunk);
    const known = byDocument.get(chunk.document.id);
    if (known) known.push(chunk);
    else byDocument.set(chunk.document.id, [chunk]);
    return ofChunk;
  };
  asked.forEach(({ chunks }, place) => {
    for (const { chunk, strength } of chunks) {
      const ofChunk = strengths.get(chunk) ?? add(chunk);
      ofChunk[place] = strength;
    }
  });
  for (const [id, { position }] of nearest) {
    const chunk = index.chunk(id, position);
    if (chunk && !strengths.has(chunk)) add(chunk);
  }
  // What only the head of a document has is best found at its beginning.
  for (const id of new Set(asked.flatMap(({ heads }) => [...heads.keys()]))) {
    const first = byDocument.has(id) ? undefined : index.chunk(id, 0);
    if (first) add(first);
  }
  const enough = ENOUGH_WORDS * rarityOf(0, index.size());
  return [...byDocument.values()].flatMap((chunks) => {
    const { document } = chunks[0]!;
    const judge = judgeOf(document, asked, nearest.get(document.id), enough);
    return chunks.map((chunk) => judge(chunk, strengths.get(chunk)!))
      .filter(({ coverage }) => coverage >= least);
  }).sort((one, other) => other.rank - one.rank);
}

/**
 * What judges the chunks of a document, by how strong the words that were asked for are in them, in
 * their order; 0 for one that is not there.
 */
function judgeOf(
  { id, language }: Document,
  asked: readonly AskedWord[],
  like: LikeQuestion | undefined,
  enough: number,
): (chunk: IndexedChunk, strengths: readonly number[]) => Candidate {
  let all = 0;
  let most = 0;
  const words = asked.map((word) => {
    const inHead = word.heads.get(id) ?? 0;
    const inQuestions = word.questions.get(id) ?? 0;
    const isElsewhere = word.documents.has(id);
    // What stands nowhere at all is not a matter of language.
    const isForeign = !isElsewhere && word.documents.size > 0 && word.language !== undefined &&
      word.language !== language;
    const weight = word.sureness * word.weight;
    most += weight;
    all += isForeign ? word.weight * FOREIGN_WEIGHT : word.weight;
    return {
      weight,
      rank: weight * word.sharpness,
      besides: HEAD_WEIGHT * strengthOf(inHead) + QUESTIONS_WEIGHT * shareOfQuestions(inQuestions),
      held: weight *
        (inHead > 0 ? 1 : inQuestions > 0 ? IN_QUESTIONS : isElsewhere ? ELSEWHERE : 0),
    };
  });
  return (chunk, strengths) => {
    let held = 0;
    let rank = 0;
    words.forEach((word, place) => {
      const strength = strengths[place]!;
      rank += word.rank * (strengthOf(strength) + word.besides);
      held += strength > 0 ? word.weight : word.held;
    });
    const coverage = all === 0 ? 0 : Math.min(1, held / Math.min(all, enough));
    return { chunk, coverage, rank: rank * coverage + most * liftOf(like, chunk) };
  };
}

function strengthOf(strength: number): number {
  return strength === 0 ? 0 : LEAST_STRENGTH + (1 - LEAST_STRENGTH) * strength;
}

/** How far a like question lifts a passage of its document. */
function liftOf(like: LikeQuestion | undefined, { position }: IndexedChunk): number {
  if (!like) return 0;
  const ofPassage = like.position === position ? PASSAGE_WEIGHT * like.likeness : 0;
  return LIKENESS_WEIGHT * like.likeness ** LIKENESS_POWER + ofPassage;
}
