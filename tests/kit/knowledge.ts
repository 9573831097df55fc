import { headOf } from "../../db/keys.ts";
import type { Database } from "../../db/tx.ts";
import { embed } from "../../dev/gemini/embedding.ts";
import type { SourceText } from "../../domain/knowledge.ts";
import { createKnowledge, type Knowledge } from "../../services/knowledge.ts";
import type { LanguageModel } from "../../services/ports.ts";
import { movableClock, testConfig } from "./app.ts";
import { testDatabase } from "./temporary_kv.ts";

const { community } = await testConfig();

/** A database with the heads of Sfera on a KV. */
export const knowledgeDatabase = (kv: Deno.Kv): Database => testDatabase(kv, { headOf });

/** An embedding model that knows words by their letters; it counts what it was asked. */
export function letterModel(): Pick<LanguageModel, "embed"> & { texts: string[] } {
  const texts: string[] = [];
  return {
    texts,
    embed(request) {
      texts.push(...request.texts);
      return Promise.resolve(request.texts.map((text) => embed(text, request.dimensions)));
    },
  };
}

/** The knowledge of one process on a database; without a model it goes by words alone. */
export function testKnowledge(
  db: Database,
  options: {
    model?: Pick<LanguageModel, "embed">;
    glossary?: string[][];
    clock?: ReturnType<typeof movableClock>;
    embeddingModel?: string;
  } = {},
): Knowledge {
  const { assistant } = community;
  const { model, glossary = [], clock = movableClock(), embeddingModel } = options;
  const embedding = embeddingModel ?? assistant.models.embedding;
  return createKnowledge({
    db,
    clock,
    ids: { next: () => crypto.randomUUID() },
    model: model ?? { embed: () => Promise.reject(new Error("there is no model")) },
    community: {
      glossary,
      assistant: { ...assistant, models: { ...assistant.models, embedding } },
    },
    embed: model !== undefined,
  });
}

/** A file as it was read; its hash follows from its text. */
export function sourceText(
  file: string,
  text: string,
  change: Partial<SourceText> = {},
): SourceText {
  return {
    file,
    title: file.replace(/\.\w+$/, ""),
    language: /[а-я]/i.test(text) ? "ru" : "en",
    keywords: [],
    questions: [],
    summary: null,
    text,
    hash: `hash of ${text.length} ${text.slice(0, 200)}`,
    bytes: new TextEncoder().encode(text).length,
    ...change,
  };
}

/** What a search finds, at most five passages. */
export function searchFor(knowledge: Knowledge, query: string, limit = 5) {
  return knowledge.search(query, { limit, signal: new AbortController().signal });
}
