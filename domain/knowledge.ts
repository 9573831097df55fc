import type { Language } from "./community.ts";

/** A file of the owner's material as it was read: its text in Markdown, and what is known of it. */
export interface SourceText {
  /** The name by which the file is known, with the folders below the one that was given. */
  file: string;
  title: string;
  language: Language;
  /** Further words by which it is to be found, in any language. */
  keywords: string[];
  summary: string | null;
  /** Markdown without front matter. */
  text: string;
  /** SHA-256 of the file's bytes in hexadecimal: the same again is not stored again. */
  hash: string;
  /** Size of the file. */
  bytes: number;
}

/** A document of the owner's material as it is kept. */
export interface Document {
  schema: 1;
  /** Follows from `file`, so that a file that comes again takes its own place. */
  id: string;
  file: string;
  title: string;
  language: Language;
  keywords: string[];
  summary: string | null;
  hash: string;
  bytes: number;
  /** Names the chunks that hold; it is a new one with each change. */
  revision: string;
  chunkCount: number;
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
