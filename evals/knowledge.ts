import { fileURLToPath } from "node:url";
import { readPack } from "../config/pack.ts";
import { headOf } from "../db/keys.ts";
import { createDatabase } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import { readDocument } from "../services/documents/mod.ts";
import { createKnowledge, type Knowledge } from "../services/knowledge.ts";
import { type EvalRow, readLines } from "./suite.ts";

/** What has to be right: of the questions in each language, and of those that have no answer. */
const LEAST_RIGHT: Record<Language, number> = { ru: 0.92, en: 0.92 };
const LEAST_SILENT = 0.9;
const COMMUNITY = fileURLToPath(new URL("../community", import.meta.url));

interface Question {
  question: string;
  language: Language;
  /** The guide that answers it, and others that do too. */
  file: string;
  also?: string[];
}

/**
 * Finds the guide of each question in the shipped pack, by words alone, as a service does whose
 * model makes no embeddings; and finds nothing for questions about other things.
 */
export async function evalKnowledge(): Promise<EvalRow[]> {
  const kv = await Deno.openKv(":memory:");
  try {
    const knowledge = await shippedKnowledge(kv);
    const first = async (question: string) => {
      const signal = new AbortController().signal;
      return (await knowledge.search(question, { limit: 5, signal }))[0];
    };
    const rows: EvalRow[] = [];
    const questions = await readLines<Question>("questions.jsonl");
    for (const [language, least] of Object.entries(LEAST_RIGHT)) {
      const asked = questions.filter((question) => question.language === language);
      const misses: string[] = [];
      for (const { question, file, also = [] } of asked) {
        const hit = await first(question);
        if (hit && [file, ...also].includes(hit.file)) continue;
        misses.push(`${question} → ${hit?.file ?? "nothing"}, not ${file}`);
      }
      const name = `knowledge: the right guide first, ${language}`;
      rows.push({ name, right: asked.length - misses.length, of: asked.length, least, misses });
    }
    const unanswerable = await readLines<{ question: string }>("unanswerable.jsonl");
    const misses: string[] = [];
    for (const { question } of unanswerable) {
      const hit = await first(question);
      if (hit) misses.push(`${question} → ${hit.file}, ${hit.score.toFixed(2)}: ${hit.quote}`);
    }
    rows.push({
      name: "knowledge: nothing found where there is nothing",
      right: unanswerable.length - misses.length,
      of: unanswerable.length,
      least: LEAST_SILENT,
      misses,
    });
    return rows;
  } finally {
    kv.close();
  }
}

/** The guides of the shipped pack, in a store of their own. */
async function shippedKnowledge(kv: Deno.Kv): Promise<Knowledge> {
  const db = createDatabase(kv, {
    ids: { next: () => crypto.randomUUID() },
    random: Math.random,
    headOf,
  });
  const knowledge = createKnowledge({
    db,
    clock: { now: () => 0 },
    ids: { next: () => crypto.randomUUID() },
    model: { embed: () => Promise.reject(new Error("there is no model")) },
    community: await shippedCommunity(),
    embed: false,
  });
  for await (const { name } of Deno.readDir(`${COMMUNITY}/knowledge`)) {
    const bytes = await Deno.readFile(`${COMMUNITY}/knowledge/${name}`);
    await knowledge.store(await readDocument({ file: name, bytes }));
  }
  return knowledge;
}

async function shippedCommunity(): Promise<Community> {
  const problems: string[] = [];
  const files = {
    readText: (path: string) => Deno.readTextFile(path),
    listFolder: async (path: string) =>
      (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name),
  };
  const community = await readPack(files, COMMUNITY, problems);
  if (!community) throw new Error(problems.join("\n"));
  return community;
}
