import MiniSearch, { type SearchResult } from "minisearch";
import {
  getDocument,
  getKnowledgeVersion,
  listChunks,
  listDocuments,
  listVectors,
} from "../db/knowledge.ts";
import type { Database } from "../db/tx.ts";
import type { Language } from "../domain/community.ts";
import type { Glossary } from "../domain/glossary.ts";
import type { Chunk, Document } from "../domain/knowledge.ts";
import { type KnowledgeEmbedding, PackedVectors } from "./knowledge_embedding.ts";
import { createQuestionIndex, type LikeQuestion } from "./knowledge_questions.ts";

/** How much more a word counts where it stands than elsewhere in the same place. */
const CHUNK_BOOSTS = { headings: 2, text: 1 };
const HEAD_BOOSTS = { title: 2, keywords: 2, summary: 1 };
/** Chunks put in before others have their turn. */
const BATCH = 100;
/** The share of entries taken out at which the words they leave behind are cleared away. */
const MOST_DIRT = 0.2;
/** How often a document that keeps changing is read anew. */
const MOST_READS = 5;
/** A word that is nowhere may be a slip of the pen; a shorter one is not looked for otherwise. */
const SLIP_FROM_LENGTH = 6;
const SLIP_SURENESS = 0.6;

/** A chunk in the index, the same object in every answer; its words are in the store. */
export interface IndexedChunk {
  readonly document: Document;
  readonly position: number;
}

/** Where a word stands, and how strongly: 1 is where it is strongest, by BM25+ over the fields. */
export interface WordMatches {
  chunks: { chunk: IndexedChunk; strength: number }[];
  /** By the id of the document: its title, its keywords and its summary. */
  heads: Map<string, number>;
  /** By the id of the document: in how many of the questions that it answers. */
  questions: Map<string, number>;
  /** 1 for the word itself, less for what it was taken for. */
  sureness: number;
}

/** The chunks of all documents as of one version, to be searched without waiting. */
export interface KnowledgeIndex {
  /** The number of chunks, of all documents or of those in a language. */
  size(language?: Language): number;
  /** The number of questions that documents answer, of all or of those in a language. */
  questionCount(language?: Language): number;
  documentCount(): number;
  /** Brings it to the present version of the knowledge; one read where nothing has changed. */
  follow(): Promise<void>;
  /** The chunk of a document that is in the index, at this position. */
  chunk(documentId: string, position: number): IndexedChunk | undefined;
  /** Where a word of a question stands; one that is nowhere is taken for a slip of the pen. */
  matches(word: string): WordMatches;
  /** Of each document, the question most like these words, by the id of the document. */
  nearest(words: readonly string[]): Map<string, LikeQuestion>;
  /** How near each chunk that has an embedding is to a direction: the cosine. */
  byMeaning(direction: Float32Array): { chunk: IndexedChunk; cosine: number }[];
}

type ChunkEntry = { id: number } & Record<keyof typeof CHUNK_BOOSTS, string>;
type HeadEntry = { id: number } & Record<keyof typeof HEAD_BOOSTS, string>;

interface IndexedDocument {
  document: Document;
  headId: number;
  chunkIds: number[];
  chunks: IndexedChunk[];
  vectors: PackedVectors | undefined;
}

/** Makes an index that is empty until it first follows; it keeps no text. */
export function createKnowledgeIndex(deps: {
  db: Database;
  glossary: Glossary;
  /** Without it there is no search by meaning. */
  embedding: KnowledgeEmbedding | undefined;
}): KnowledgeIndex {
  const { db, glossary, embedding } = deps;
  const options = {
    // They are given words, as `joined` puts them together.
    tokenize: (words: string) => words.split(" "),
    processTerm: (word: string) => word === "" ? null : word,
    // It would run on a timer of its own; `refresh` does it.
    autoVacuum: false,
  };
  const chunkIndex = new MiniSearch<ChunkEntry>({ ...options, fields: Object.keys(CHUNK_BOOSTS) });
  const headIndex = new MiniSearch<HeadEntry>({ ...options, fields: Object.keys(HEAD_BOOSTS) });
  const questionIndex = createQuestionIndex(glossary);
  const documents = new Map<string, IndexedDocument>();
  /** What the ids of the two indexes stand for. */
  const chunksById = new Map<number, IndexedChunk>();
  const headsById = new Map<number, string>();
  const sizes: Record<Language, number> = { ru: 0, en: 0 };
  let version = 0;
  let lastId = 0;
  let refreshing: Promise<void> | undefined;

  /** Reads a document whole, or undefined where it is gone. */
  async function read(document: Document) {
    let present: Document | undefined = document;
    for (let attempt = 1; present && attempt <= MOST_READS; attempt++) {
      const { id, revision, chunkCount } = present;
      const chunks = await listChunks(db, id, revision);
      const vectors = embedding && present.embedding === embedding.name
        ? new PackedVectors(chunkCount, await listVectors(db, id, revision, embedding.name))
        : undefined;
      if (chunks.length === chunkCount) return { document: present, chunks, vectors };
      // It changed while it was read; what holds now is read instead.
      present = await getDocument(db, id);
    }
  }

  /** Puts a document in; nobody finds it before all of it is there. */
  async function put(
    { document, chunks, vectors }: { document: Document; chunks: Chunk[]; vectors?: PackedVectors },
  ): Promise<void> {
    const { id: documentId, title, keywords, summary } = document;
    const chunkIds: number[] = [];
    const wordsOfChunks: string[][] = [];
    for (const { headings, text } of chunks) {
      const words = [headings.join("\n"), text].map((field) => glossary.tokensOf(field));
      chunkIndex.add({ id: lastId += 1, headings: joined(words[0]!), text: joined(words[1]!) });
      wordsOfChunks.push(words.flat());
      chunkIds.push(lastId);
      if (lastId % BATCH === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    take(documentId);
    const headId = lastId += 1;
    const [ofTitle, ofKeywords, ofSummary] = [title, keywords.join("\n"), summary ?? ""]
      .map((field) => joined(glossary.tokensOf(field)));
    headIndex.add({ id: headId, title: ofTitle!, keywords: ofKeywords!, summary: ofSummary! });
    headsById.set(headId, documentId);
    questionIndex.put(document, wordsOfChunks);
    const indexed = chunks.map(({ position }) => ({ document, position }));
    indexed.forEach((chunk, place) => chunksById.set(chunkIds[place]!, chunk));
    documents.set(documentId, { document, headId, chunkIds, chunks: indexed, vectors });
    count(document, 1);
  }

  /** Takes a document out. */
  function take(documentId: string): void {
    const known = documents.get(documentId);
    if (!known) return;
    headIndex.discard(known.headId);
    headsById.delete(known.headId);
    questionIndex.take(documentId);
    for (const id of known.chunkIds) {
      chunkIndex.discard(id);
      chunksById.delete(id);
    }
    documents.delete(documentId);
    count(known.document, -1);
  }

  function count({ language, chunkCount }: Document, sign: 1 | -1): void {
    sizes[language] += sign * chunkCount;
  }

  async function refresh(): Promise<void> {
    // The version first: what is read after it is at least as new.
    const present = await getKnowledgeVersion(db);
    const stored = await listDocuments(db);
    const there = new Set(stored.map(({ id }) => id));
    for (const id of [...documents.keys()]) if (!there.has(id)) take(id);
    for (const document of stored) {
      if (isSame(documents.get(document.id)?.document, document)) continue;
      const whole = await read(document);
      if (whole) await put(whole);
      else take(document.id);
    }
    for (const index of [chunkIndex, headIndex]) {
      if (index.dirtFactor > MOST_DIRT) await index.vacuum({ batchSize: Infinity, batchWait: 0 });
    }
    version = present;
  }

  function find(word: string, fuzzy: number | false): WordMatches {
    // The word is a word already.
    const search = { tokenize: () => [word], fuzzy };
    const inChunks = chunkIndex.search("", { ...search, boost: CHUNK_BOOSTS });
    const inHeads = headIndex.search("", { ...search, boost: HEAD_BOOSTS });
    const found: WordMatches["chunks"] = [];
    for (const { id, score } of inChunks) {
      const chunk = chunksById.get(id);
      // What is still being put in is not there yet.
      if (chunk) found.push({ chunk, strength: strengthOf(score, inChunks) });
    }
    return {
      chunks: found,
      heads: new Map(
        inHeads.map(({ id, score }) => [headsById.get(id)!, strengthOf(score, inHeads)]),
      ),
      questions: questionIndex.counts(word),
      sureness: 1,
    };
  }

  return {
    size: (language) => language ? sizes[language] : sizes.ru + sizes.en,
    documentCount: () => documents.size,
    questionCount: questionIndex.size,
    chunk: (documentId, position) => documents.get(documentId)?.chunks[position],
    async follow() {
      const present = await getKnowledgeVersion(db);
      while (version < present) {
        await (refreshing ??= refresh().finally(() => refreshing = undefined));
      }
    },
    matches(word) {
      const exact = find(word, false);
      const isSomewhere = exact.chunks.length + exact.heads.size + exact.questions.size > 0;
      if (isSomewhere || word.length < SLIP_FROM_LENGTH || !/^\p{L}+$/u.test(word)) return exact;
      return { ...find(word, 1), sureness: SLIP_SURENESS };
    },
    nearest: (words) => questionIndex.nearest(words),
    byMeaning(direction) {
      return [...documents.values()].flatMap(({ chunks, vectors }) =>
        Array.from(vectors?.cosines(direction) ?? [], (cosine, position) => ({
          chunk: chunks[position]!,
          cosine,
        }))
      );
    },
  };
}

/** Words as one text: none has a blank in it. */
function joined(words: readonly string[]): string {
  return words.join(" ");
}

function isSame(one: Document | undefined, other: Document): boolean {
  return one?.revision === other.revision && one.embedding === other.embedding;
}

/** A score as a share of the highest, which is the first. */
function strengthOf(score: number, found: readonly SearchResult[]): number {
  return score / found[0]!.score;
}
