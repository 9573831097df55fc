import type { Language } from "../domain/community.ts";
import type { Glossary } from "../domain/glossary.ts";
import type { Document } from "../domain/knowledge.ts";

/** The question of a document that is most like one that a member asks. */
export interface LikeQuestion {
  /** How much of each one's words the other has, weighted: 1 where they are the same, never 0. */
  likeness: number;
  /** The chunk of the document that has most of the question's words. */
  position: number;
}

/** The questions that documents answer, each an entry of its own. */
export interface QuestionIndex {
  /**
   * Puts the questions of a document in, in the place of those that it had; with the words of its
   * chunks, by their position.
   */
  put(document: Document, wordsOfChunks: readonly (readonly string[])[]): void;
  /** Takes the questions of a document out. */
  take(documentId: string): void;
  /** The number of questions, of all documents, or of those in a language. */
  size(language?: Language): number;
  /** In how many questions of a document a word stands, by the id of the document. */
  counts(word: string): Map<string, number>;
  /** The question of each document that is most like these words, by the id of the document. */
  nearest(words: readonly string[]): Map<string, LikeQuestion>;
}

interface Entry {
  documentId: string;
  position: number;
  words: readonly string[];
  language: Language;
}

/** Makes an index that is empty; it keeps the words of the questions, no text. */
export function createQuestionIndex(glossary: Glossary): QuestionIndex {
  const byDocument = new Map<string, Entry[]>();
  const byWord = new Map<string, Set<Entry>>();
  const sizes: Record<Language, number> = { ru: 0, en: 0 };

  /** What a word tells among the questions: the fewer have it, the more. */
  function rarity(word: string): number {
    const count = byWord.get(word)?.size ?? 0;
    const size = sizes.ru + sizes.en;
    return Math.log(1 + (size - count + 0.5) / (count + 0.5));
  }

  const worth = (words: readonly string[]) => words.reduce((sum, word) => sum + rarity(word), 0);

  function take(documentId: string): void {
    for (const entry of byDocument.get(documentId) ?? []) {
      sizes[entry.language] -= 1;
      for (const word of entry.words) {
        const entries = byWord.get(word)!;
        entries.delete(entry);
        if (entries.size === 0) byWord.delete(word);
      }
    }
    byDocument.delete(documentId);
  }

  return {
    take,
    size: (language) => language ? sizes[language] : sizes.ru + sizes.en,
    put({ id, questions = [] }, wordsOfChunks) {
      take(id);
      if (questions.length === 0) return;
      const asked = questions.map((question) => [...new Set(glossary.tokensOf(question))]);
      const places = placesOf(new Set(asked.flat()), wordsOfChunks);
      const entries = questions.map((question, index): Entry => {
        const words = asked[index]!;
        const language = /[а-я]/i.test(question) ? "ru" : "en";
        return { documentId: id, position: bestPlace(words, places), words, language };
      });
      byDocument.set(id, entries);
      for (const entry of entries) {
        sizes[entry.language] += 1;
        for (const word of entry.words) {
          byWord.set(word, (byWord.get(word) ?? new Set()).add(entry));
        }
      }
    },
    counts(word) {
      const counts = new Map<string, number>();
      for (const { documentId } of byWord.get(word) ?? []) {
        counts.set(documentId, (counts.get(documentId) ?? 0) + 1);
      }
      return counts;
    },
    nearest(words) {
      const shared = new Map<Entry, number>();
      for (const word of words) {
        const entries = byWord.get(word);
        if (!entries) continue;
        const weight = rarity(word);
        for (const entry of entries) shared.set(entry, (shared.get(entry) ?? 0) + weight);
      }
      const asked = worth(words);
      const nearest = new Map<string, LikeQuestion>();
      for (const [{ documentId, position, words }, weight] of shared) {
        const known = nearest.get(documentId)?.likeness ?? 0;
        // At best this much, and what it is takes longer to say.
        if (weight / asked <= known) continue;
        const likeness = weight / Math.max(asked, worth(words));
        if (likeness > known) nearest.set(documentId, { likeness, position });
      }
      return nearest;
    },
  };
}

/** Of the words that are wanted: in which chunks they stand, by position. */
function placesOf(
  wanted: ReadonlySet<string>,
  wordsOfChunks: readonly (readonly string[])[],
): Map<string, Set<number>> {
  const places = new Map([...wanted].map((word) => [word, new Set<number>()]));
  wordsOfChunks.forEach((words, position) => {
    for (const word of words) places.get(word)?.add(position);
  });
  return places;
}

/** The chunk with most of some words, of which those tell most that few of the chunks have. */
function bestPlace(
  words: readonly string[],
  places: ReadonlyMap<string, ReadonlySet<number>>,
): number {
  const worth = new Map<number, number>();
  for (const found of words.map((word) => places.get(word)!)) {
    for (const position of found) {
      worth.set(position, (worth.get(position) ?? 0) + 1 / found.size);
    }
  }
  return [...worth].reduce((best, one) => one[1] > best[1] ? one : best, [0, 0])[0];
}
