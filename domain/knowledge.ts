import type { Language } from "./community.ts";

/** A file of the owner's material as it was read: its text in Markdown, and what is known of it. */
export interface SourceText {
  /** The name by which the file is known, with the folders below the one that was given. */
  file: string;
  title: string;
  language: Language;
  /** Further words by which it is to be found, in any language. */
  keywords: string[];
  /** Questions of members that it answers, in any language; for the search alone, shown to nobody. */
  questions: string[];
  summary: string | null;
  /** Markdown without front matter. */
  text: string;
  /** SHA-256 of the file's bytes in hexadecimal: the same again is not stored again. */
  hash: string;
  /** Size of the file. */
  bytes: number;
}

/**
 * The most questions of one document, and the longest, in characters.
 *
 * A document is one value of the store, below 64 KiB, together with what it was before its last
 * change: both with all their questions, at two bytes a character, are 36 KB of it.
 */
export const MOST_QUESTIONS = 60;
export const QUESTION_LENGTH = 150;

/** A document of the owner's material as it is kept. */
export interface Document {
  schema: 1;
  /** Follows from `file`, so that a file that comes again takes its own place. */
  id: string;
  file: string;
  title: string;
  language: Language;
  keywords: string[];
  /** As in `SourceText`; what was stored before there were questions has none. */
  questions?: string[];
  summary: string | null;
  hash: string;
  bytes: number;
  /** Names the chunks that hold; it is a new one with each change. */
  revision: string;
  chunkCount: number;
  /** The model whose embeddings all its chunks have; null where some have none. */
  embedding: string | null;
  /** The document before the last change, to go back to; null where there was none. */
  previous: Omit<Document, "previous"> | null;
  updatedAt: number;
}

/** A piece of a document, small enough to be read in one go. */
export interface Chunk {
  schema: 1;
  /** From 0, in the order of the document. */
  position: number;
  /** The headings above it, the outermost first. */
  headings: string[];
  /** Markdown. */
  text: string;
}

/** The embedding of a chunk, with the model that made it: those of two models do not compare. */
export interface ChunkVector {
  schema: 1;
  model: string;
  /** A signed byte for each dimension; only the direction matters. */
  bytes: Uint8Array;
}

/** Where a chunk stands. */
export interface ChunkPlace {
  documentId: string;
  revision: string;
  position: number;
}

/** The name of a chunk for the outside; nobody but `parseChunkId` looks into it. */
export function chunkIdOf({ documentId, revision, position }: ChunkPlace): string {
  return `${documentId}.${revision}.${position}`;
}

/** Where the chunk of this name stands, or undefined where it names none. */
export function parseChunkId(chunkId: string): ChunkPlace | undefined {
  const [, documentId, revision, position] =
    /^([\w-]{1,64})\.([\w-]{1,64})\.(\d{1,7})$/.exec(chunkId) ?? [];
  if (!documentId || !revision || !position) return undefined;
  return { documentId, revision, position: Number(position) };
}

/**
 * Whether a chunk belongs to the chapter of another.
 *
 * A chapter is what stands under the same heading, or under the same subheading where the document
 * has one heading above all.
 */
export function isOfChapter(chapter: readonly string[], headings: readonly string[]): boolean {
  const depth = Math.min(chapter.length, 2);
  return chapter.slice(0, depth).every((heading, index) => headings[index] === heading);
}
