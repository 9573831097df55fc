import type { Chunk, ChunkPlace, ChunkVector, Document } from "../domain/knowledge.ts";
import { keys } from "./keys.ts";
import type { Reader } from "./reader.ts";
import type { Database, Transaction } from "./tx.ts";

/** What one commit of chunks may hold, well below the store's 1,000 mutations and 800 KiB. */
const MOST_CHUNKS = 300;
const MOST_BYTES = 400 * 1024;
/** Bytes that a vector takes besides its own, with its key; an estimate from above. */
const VECTOR_FRAME = 200;

/** Number that grows with each change of the knowledge; 0 before the first. */
export async function getKnowledgeVersion(reader: Reader): Promise<number> {
  return await reader.get<number>(keys.knowledgeVersion()) ?? 0;
}

/** A document as it is now. */
export function getDocument(reader: Reader, documentId: string): Promise<Document | undefined> {
  return reader.get<Document>(keys.document(documentId));
}

/** Every document, for showing. */
export async function listDocuments(db: Database): Promise<Document[]> {
  const found = await db.list<Document>({ prefix: keys.documents() });
  return found.map(({ value }) => value);
}

/** Writes a document, or takes it away, and tells every process that the knowledge has changed. */
export async function changeDocument(
  tx: Transaction,
  documentId: string,
  document: Document | undefined,
): Promise<void> {
  if (document) tx.set(keys.document(documentId), document);
  else tx.delete(keys.document(documentId));
  tx.set(keys.knowledgeVersion(), await getKnowledgeVersion(tx) + 1);
}

/** Whether a document can be read in this revision: it is the present one, or the one before. */
export function holdsRevision(document: Document | undefined, revision: string): boolean {
  return document?.revision === revision || document?.previous?.revision === revision;
}

/**
 * Whether the chunks of a revision that is being written are still there.
 *
 * Who clears a revision away takes its first chunk first, so a commit that read it loses to that.
 */
export async function isWhole(
  tx: Transaction,
  documentId: string,
  revision: string,
): Promise<boolean> {
  return await tx.get<Chunk>(keys.chunk(documentId, revision, 0)) !== undefined;
}

/**
 * Writes the chunks of a new revision, some in each commit, in their order.
 *
 * Answers false where somebody has cleared the revision away meanwhile. `written` is told the number
 * of chunks that are there.
 */
export async function addChunks(
  db: Database,
  documentId: string,
  revision: string,
  chunks: readonly Chunk[],
  written: (done: number) => void,
): Promise<boolean> {
  let done = 0;
  for (const batch of batchesOf(chunks, sizeOf)) {
    const isThere = await db.tx(async (tx) => {
      if (done > 0 && !await isWhole(tx, documentId, revision)) return false;
      for (const chunk of batch) tx.set(keys.chunk(documentId, revision, chunk.position), chunk);
      return true;
    });
    if (!isThere) return false;
    done += batch.length;
    written(done);
  }
  return true;
}

/** Writes embeddings of chunks, by position; false where the revision was cleared away meanwhile. */
export async function addVectors(
  db: Database,
  documentId: string,
  revision: string,
  vectors: readonly { position: number; vector: ChunkVector }[],
): Promise<boolean> {
  for (const batch of batchesOf(vectors, ({ vector }) => vector.bytes.length + VECTOR_FRAME)) {
    const isThere = await db.tx(async (tx) => {
      if (!await isWhole(tx, documentId, revision)) return false;
      for (const { position, vector } of batch) {
        tx.set(keys.chunkVector(documentId, revision, position), vector);
      }
      return true;
    });
    if (!isThere) return false;
  }
  return true;
}

/** The chunks of a revision in their order, from one position up to another (without it). */
export async function listChunks(
  db: Database,
  documentId: string,
  revision: string,
  { from, to }: { from?: number; to?: number } = {},
): Promise<Chunk[]> {
  const found = await db.list<Chunk>({
    prefix: keys.chunks(documentId, revision),
    ...(from === undefined ? {} : { start: keys.chunk(documentId, revision, from) }),
    ...(to === undefined ? {} : { end: keys.chunk(documentId, revision, to) }),
  });
  return found.map(({ value }) => value);
}

/** Chunks by their places, in the same order; undefined for one that is gone. */
export function getChunks(
  db: Database,
  places: readonly ChunkPlace[],
): Promise<(Chunk | undefined)[]> {
  return db.getMany<Chunk[]>(
    places.map(({ documentId, revision, position }) => keys.chunk(documentId, revision, position)),
  );
}

/** The embeddings of a revision by the position of their chunk, as far as this model made them. */
export async function listVectors(
  db: Database,
  documentId: string,
  revision: string,
  model: string,
): Promise<Map<number, Uint8Array>> {
  const found = await db.list<ChunkVector>({ prefix: keys.chunkVectors(documentId, revision) });
  return new Map(
    found.filter(({ value }) => value.model === model)
      .map(({ key, value }) => [key.at(-1) as number, value.bytes]),
  );
}

/** The revisions of which there are chunks, of one document or of all. */
export async function listRevisions(
  db: Database,
  documentId?: string,
): Promise<{ documentId: string; revision: string }[]> {
  const prefix = documentId === undefined ? keys.allChunks() : keys.chunksOfDocument(documentId);
  const revisions: { documentId: string; revision: string }[] = [];
  let start: Deno.KvKey | undefined;
  while (true) {
    const [first] = await db.list({ prefix, ...(start && { start }) }, { limit: 1 });
    if (!first) return revisions;
    const found = { documentId: String(first.key[1]), revision: String(first.key[2]) };
    revisions.push(found);
    start = keys.chunksAfter(found.documentId, found.revision);
  }
}

/** Deletes the chunks of a revision that its document does not hold; what is held stays. */
export async function clearRevision(
  db: Database,
  documentId: string,
  revision: string,
): Promise<void> {
  const selector = { prefix: keys.chunks(documentId, revision) };
  while (true) {
    const found = await db.list<Chunk>(selector, { limit: MOST_CHUNKS });
    if (found.length === 0) return;
    const cleared = await db.tx(async (tx) => {
      if (holdsRevision(await getDocument(tx, documentId), revision)) return false;
      for (const { value: { position } } of found) {
        tx.delete(keys.chunk(documentId, revision, position));
        tx.delete(keys.chunkVector(documentId, revision, position));
      }
      return true;
    });
    if (!cleared) return;
  }
}

/** A chunk as the store writes it: two bytes for each unit of a text that is not Latin. */
function sizeOf({ headings, text }: Chunk): number {
  return 2 * (text.length + headings.join("").length) + 200;
}

function* batchesOf<Item>(
  items: readonly Item[],
  sizeOf: (item: Item) => number,
): Generator<Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batch.length === MOST_CHUNKS || (batch.length > 0 && bytes + size > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
