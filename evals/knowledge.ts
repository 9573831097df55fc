import { fileURLToPath } from "node:url";
import { readPack } from "../config/pack.ts";
import { headOf } from "../db/keys.ts";
import { createDatabase } from "../db/tx.ts";
import type { Community, Language } from "../domain/community.ts";
import { readDocument } from "../services/documents/mod.ts";
import { createKnowledge } from "../services/knowledge.ts";
import { type EvalRow, readLines } from "./suite.ts";

/** What has to be right: of the questions in each language, and of those that have no answer. */
const LEAST_RIGHT: Record<Language, number> = { ru: 0.92, en: 0.92 };
const LEAST_SILENT = 0.9;
/** The search is asked for what nobody told it, so this is hard; it is not to become worse. */
const LEAST_HELD_OUT = 0.5;
/** Of the questions that a guide answers, every third is held out in its turn. */
const TURNS = 3;
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
  using shipped = await shippedKnowledge();
  return [
    ...await answered(shipped, "the right guide first", await readLines("questions.jsonl")),
    await silent(shipped, "unanswerable.jsonl"),
  ];
}

/**
 * The same with the sets that weights and the threshold may be set by, and with the questions of the
 * guides themselves, each asked where it is left out of the index.
 */
export async function tuneKnowledge(): Promise<EvalRow[]> {
  using shipped = await shippedKnowledge();
  return [
    ...await answered(shipped, "tuning, the right guide first", await readLines("tuning.jsonl")),
    await silent(shipped, "tuning_unanswerable.jsonl"),
    await heldOut(),
  ];
}

type Shipped = Awaited<ReturnType<typeof shippedKnowledge>>;

async function first({ knowledge }: Shipped, question: string) {
  const signal = new AbortController().signal;
  return (await knowledge.search(question, { limit: 5, signal }))[0];
}

async function answered(
  shipped: Shipped,
  name: string,
  questions: readonly Question[],
): Promise<EvalRow[]> {
  const rows: EvalRow[] = [];
  for (const [language, least] of Object.entries(LEAST_RIGHT)) {
    const asked = questions.filter((question) => question.language === language);
    const misses = await missesOf(shipped, asked);
    const right = asked.length - misses.length;
    rows.push({ name: `knowledge: ${name}, ${language}`, right, of: asked.length, least, misses });
  }
  return rows;
}

async function missesOf(shipped: Shipped, asked: readonly Question[]): Promise<string[]> {
  const misses: string[] = [];
  for (const { question, file, also = [] } of asked) {
    const hit = await first(shipped, question);
    if (hit && [file, ...also].includes(hit.file)) continue;
    misses.push(`${question} → ${hit?.file ?? "nothing"}, not ${file}`);
  }
  return misses;
}

async function silent(shipped: Shipped, file: string): Promise<EvalRow> {
  const unanswerable = await readLines<{ question: string }>(file);
  const misses: string[] = [];
  for (const { question } of unanswerable) {
    const hit = await first(shipped, question);
    if (hit) misses.push(`${question} → ${hit.file}, ${hit.score.toFixed(2)}: ${hit.quote}`);
  }
  return {
    name: "knowledge: nothing found where there is nothing",
    right: unanswerable.length - misses.length,
    of: unanswerable.length,
    least: LEAST_SILENT,
    misses,
  };
}

async function heldOut(): Promise<EvalRow> {
  const misses: string[] = [];
  let of = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    using shipped = await shippedKnowledge((place) => place % TURNS === turn);
    misses.push(...await missesOf(shipped, shipped.left));
    of += shipped.left.length;
  }
  const name = "knowledge: held-out questions of the guides";
  return { name, right: of - misses.length, of, least: LEAST_HELD_OUT, misses };
}

/** The guides of the shipped pack, in a store of their own; without the questions left out. */
async function shippedKnowledge(isLeftOut: (place: number) => boolean = () => false) {
  const kv = await Deno.openKv(":memory:");
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
  const left: Question[] = [];
  for await (const { name } of Deno.readDir(`${COMMUNITY}/knowledge`)) {
    const bytes = await Deno.readFile(`${COMMUNITY}/knowledge/${name}`);
    const source = await readDocument({ file: name, bytes });
    const { language, questions } = source;
    const leftOut = questions.filter((_, place) => isLeftOut(place));
    left.push(...leftOut.map((question) => ({ question, language, file: name })));
    await knowledge.store({
      ...source,
      questions: questions.filter((_, place) => !isLeftOut(place)),
    });
  }
  return { knowledge, left, [Symbol.dispose]: () => kv.close() };
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
