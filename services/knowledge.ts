import { getLogger } from "@logtape/logtape";
import {
  addChunks,
  addVectors,
  changeDocument,
  clearRevision,
  getDocument,
  getKnowledgeVersion,
  holdsRevision,
  isWhole,
  listChunks,
  listDocuments,
  listRevisions,
  listVectors,
} from "../db/knowledge.ts";
import type { Database } from "../db/tx.ts";
import type { Community } from "../domain/community.ts";
import { AppError } from "../domain/errors.ts";
import {
  type Chunk,
  chunkIdOf,
  type Document,
  isOfChapter,
  MOST_QUESTIONS,
  parseChunkId,
  QUESTION_LENGTH,
  type SourceText,
} from "../domain/knowledge.ts";
import { later } from "../domain/later.ts";
import { once } from "../domain/once.ts";
import { splitIntoChunks } from "../domain/splitting.ts";
import { createKnowledgeEmbedding } from "./knowledge_embedding.ts";
import type { KnowledgeHit, SearchOptions } from "./knowledge_search.ts";
import type { Clock, Ids, LanguageModel } from "./ports.ts";

const log = getLogger(["sfera", "knowledge"]);

/** How often a document is stored anew where another process stores the same file meanwhile. */
const MOST_ATTEMPTS = 5;
/** How far to either side of a passage its chapter is shown, in chunks. */
const CHAPTER_REACH = 20;
/** The longest of what a document says of itself, so that it fits into one value of the store. */
const MOST_KEYWORDS = 50;
const KEYWORD_LENGTH = 80;
const SUMMARY_LENGTH = 1000;
const NAME_LENGTH = 300;

/** How far the storing of a file is. */
export type StoreProgress =
  | { step: "splitting"; chunks: number }
  | { step: "storing"; done: number; all: number };

export interface Stored {
  outcome: "added" | "changed" | "unchanged";
  document: Document;
  /** The pieces that it was split into, in their order. */
  chunks: Chunk[];
}

/** A passage of the owner's material, in its place. */
export interface PassageView {
  chunkId: string;
  title: string;
  file: string;
  headings: string[];
  updatedAt: number;
  /** The chunks of the same chapter in their order; the passage is one of them. */
  chapter: { chunkId: string; text: string }[];
}

/** The owner's material: what is kept of it, and what is found in it. */
export interface Knowledge {
  /**
   * Takes a file in, in the place of what was there under its name.
   *
   * Readers see the whole of the old until they see the whole of the new, and the old is kept for
   * `undo`. Errors: `bad_request` for a text without words, `conflict`, `storage_unavailable`.
   */
  store(source: SourceText, onProgress?: (progress: StoreProgress) => void): Promise<Stored>;
  /**
   * Goes back to the document before the last change; again, and the change is back.
   *
   * `not_found`, also where a `revision` is given and another one holds.
   */
  undo(documentId: string, revision?: string): Promise<Document>;
  /** Takes a document away at once, with what was kept for `undo`; `not_found` as above. */
  remove(documentId: string, revision?: string): Promise<Document>;
  /** Every document, by the name of its file. */
  list(): Promise<Document[]>;
  /** A passage with its chapter, or undefined where it is there no more. */
  passage(chunkId: string): Promise<PassageView | undefined>;
  /**
   * Removes what broken writes left behind and, with `embed`, makes the embeddings that are missing.
   *
   * Errors with `embed`: those of the model; what was made before stays.
   */
  reindex(options: { embed: boolean }): Promise<{ embedded: number; removed: number }>;
  /** The passages that answer a question, the best first; none where nothing does. */
  search(query: string, options: SearchOptions): Promise<KnowledgeHit[]>;
}

/** Makes the knowledge of one process; with `embed` it also goes by meaning, not by words alone. */
export function createKnowledge(deps: {
  db: Database;
  clock: Clock;
  ids: Ids;
  model: Pick<LanguageModel, "embed">;
  community: Pick<Community, "assistant" | "glossary">;
  embed: boolean;
}): Knowledge {
  const { db, clock, ids, community, embed } = deps;
  const embedding = createKnowledgeEmbedding({
    model: deps.model,
    name: community.assistant.models.embedding,
  });

  /** Embeds chunks of a revision; false where the revision was cleared away meanwhile. */
  async function embedChunks(
    { id, revision, title }: Pick<Document, "id" | "revision" | "title">,
    chunks: readonly Chunk[],
  ): Promise<boolean> {
    for await (const vectors of embedding.embedChunks(title, chunks)) {
      if (!await addVectors(db, id, revision, vectors)) return false;
    }
    return true;
  }

  /** Deletes every revision that no document holds; answers how many there were. */
  async function clear(documentId?: string): Promise<number> {
    let removed = 0;
    for (const found of await listRevisions(db, documentId)) {
      if (holdsRevision(await getDocument(db, found.documentId), found.revision)) continue;
      await clearRevision(db, found.documentId, found.revision);
      removed += 1;
    }
    return removed;
  }

  /** Makes the chunks of a revision the ones that hold; undefined where they are not all there. */
  async function flip(
    next: Omit<Document, "previous">,
  ): Promise<Omit<Stored, "chunks"> | undefined> {
    return await db.tx(async (tx) => {
      if (!await isWhole(tx, next.id, next.revision)) return undefined;
      const before = await getDocument(tx, next.id);
      if (before?.hash === next.hash) return { outcome: "unchanged", document: before };
      const document: Document = { ...next, previous: before ? withoutPrevious(before) : null };
      await changeDocument(tx, next.id, document);
      return { outcome: before ? "changed" : "added", document };
    });
  }

  async function store(
    source: SourceText,
    onProgress: (progress: StoreProgress) => void = () => {},
  ): Promise<Stored> {
    const id = await documentIdOf(source.file);
    const chunks = splitIntoChunks(source.text);
    if (chunks.length === 0) {
      throw new AppError("bad_request", {
        expected: "a document with words",
        received: "no words",
      });
    }
    const known = await getDocument(db, id);
    if (known?.hash === source.hash) return { outcome: "unchanged", document: known, chunks };
    const all = chunks.length;
    onProgress({ step: "splitting", chunks: all });
    const told = (done: number) => onProgress({ step: "storing", done, all });
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const revision = ids.next();
      const { title } = source;
      if (!await addChunks(db, id, revision, chunks, told)) continue;
      const isEmbedded = embed && await embedChunks({ id, revision, title }, chunks)
        .catch((error) => {
          log.warn("{documentId} is stored without embeddings: {error}", { documentId: id, error });
          return false;
        });
      const stored = await flip({
        ...about(source),
        schema: 1,
        id,
        revision,
        chunkCount: all,
        embedding: isEmbedded ? embedding.name : null,
        updatedAt: clock.now(),
      });
      if (!stored) continue;
      await clear(id);
      return { ...stored, chunks };
    }
    throw new AppError("conflict", { what: "document", id, attempts: MOST_ATTEMPTS });
  }

  /** Embeds what has no embedding of the present model; answers the number of chunks. */
  async function embedMissing(document: Document): Promise<number> {
    const { id, revision, chunkCount } = document;
    if (document.embedding === embedding.name) return 0;
    const chunks = await listChunks(db, id, revision);
    const known = await listVectors(db, id, revision, embedding.name);
    const missing = chunks.filter(({ position }) => !known.has(position));
    // Who changes the document meanwhile embeds it too.
    if (chunks.length < chunkCount || !await embedChunks(document, missing)) return 0;
    await db.tx(async (tx) => {
      const now = await getDocument(tx, id);
      if (now?.revision !== revision) return;
      await changeDocument(tx, id, { ...now, embedding: embedding.name });
    });
    return missing.length;
  }

  const loadSearch = once(async () => {
    const { createKnowledgeSearch } = await import(
      later("./knowledge_search.ts")
    ) as typeof import("./knowledge_search.ts");
    const { glossary } = community;
    return createKnowledgeSearch({ db, glossary, embedding: embed ? embedding : undefined });
  });

  return {
    store,
    async undo(documentId, revision) {
      return await db.tx(async (tx) => {
        const document = await getDocument(tx, documentId);
        if (!document?.previous || isOther(document, revision)) {
          throw new AppError("not_found", { what: "earlier document" });
        }
        const previous = withoutPrevious(document);
        const restored = { ...document.previous, previous, updatedAt: clock.now() };
        await changeDocument(tx, documentId, restored);
        return restored;
      });
    },
    async remove(documentId, revision) {
      const removed = await db.tx(async (tx) => {
        const document = await getDocument(tx, documentId);
        if (!document || isOther(document, revision)) {
          throw new AppError("not_found", { what: "document", id: documentId });
        }
        await changeDocument(tx, documentId, undefined);
        return document;
      });
      await clear(documentId);
      return removed;
    },
    async list() {
      const documents = await listDocuments(db);
      return documents.sort((one, other) => one.file < other.file ? -1 : 1);
    },
    async passage(chunkId) {
      const place = parseChunkId(chunkId);
      const document = place && await getDocument(db, place.documentId);
      if (!place || !document || !holdsRevision(document, place.revision)) return undefined;
      const { documentId, revision, position } = place;
      const held = document.revision === revision ? document : document.previous!;
      const around = await listChunks(db, documentId, revision, {
        from: Math.max(0, position - CHAPTER_REACH),
        to: position + CHAPTER_REACH + 1,
      });
      const here = around.findIndex((chunk) => chunk.position === position);
      const { headings } = around[here] ?? {};
      if (!headings) return undefined;
      const isOutside = (chunk: Chunk) => !isOfChapter(headings, chunk.headings);
      const end = around.findIndex((chunk, index) => index > here && isOutside(chunk));
      const start = around.findLastIndex((chunk, index) => index < here && isOutside(chunk)) + 1;
      return {
        chunkId,
        title: held.title,
        file: held.file,
        headings,
        updatedAt: held.updatedAt,
        chapter: around.slice(start, end < 0 ? undefined : end).map(({ position, text }) => ({
          chunkId: chunkIdOf({ documentId, revision, position }),
          text,
        })),
      };
    },
    async reindex(options) {
      const removed = await clear();
      let embedded = 0;
      if (options.embed) {
        for (const document of await listDocuments(db)) embedded += await embedMissing(document);
      }
      log.info("Knowledge of version {version}: {embedded} embedded, {removed} removed", {
        version: await getKnowledgeVersion(db),
        embedded,
        removed,
      });
      return { embedded, removed };
    },
    search: async (query, options) => await (await loadSearch())(query, options),
  };
}

/** What a file says of itself, within what one value of the store can hold. */
function about(source: SourceText) {
  const { file, title, language, keywords, questions, summary, hash, bytes } = source;
  return {
    file,
    title: title.slice(0, NAME_LENGTH),
    language,
    keywords: keywords.slice(0, MOST_KEYWORDS).map((word) => word.slice(0, KEYWORD_LENGTH)),
    questions: questions.slice(0, MOST_QUESTIONS).map((text) => text.slice(0, QUESTION_LENGTH)),
    summary: summary && summary.slice(0, SUMMARY_LENGTH),
    hash,
    bytes,
  };
}

function isOther(document: Document, revision: string | undefined): boolean {
  return revision !== undefined && document.revision !== revision;
}

function withoutPrevious({ previous: _, ...document }: Document): Omit<Document, "previous"> {
  return document;
}

/** The id of the document of a file: the same name is the same document. */
export async function documentIdOf(file: string): Promise<string> {
  const name = new TextEncoder().encode(file.normalize("NFC"));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", name));
  return Array.from(hash.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
