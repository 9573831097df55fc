import type { KnowledgeHit } from "../services/knowledge_search.ts";
import type { CommandDependencies } from "./command.ts";
import { reasonOf } from "./files.ts";
import { WORDS_ALONE } from "./knowledge_add.ts";

/** Longest time one question may take, in milliseconds. */
const QUERY_TIME = 30_000;

interface SearchCommand {
  query: string;
  /** A file with a question a line, in place of `query`. */
  queriesFile: string | undefined;
  limit: number;
  json: boolean;
}

/**
 * Shows what the knowledge finds.
 *
 * With `json` each passage is an object in a line of its own: `file`, `heading` (the headings above
 * it, joined by ` › `), `score` from 0 to 1, `title`, and `query` where there are several. A question
 * that finds nothing has no line.
 */
export async function searchKnowledge(
  { query, queriesFile, limit, json }: SearchCommand,
  { knowledge, print, printError, transcripts }: CommandDependencies,
): Promise<number> {
  let queries = [query];
  if (queriesFile !== undefined) {
    try {
      const lines = (await Deno.readTextFile(queriesFile)).replace(/^\uFEFF/, "").split(/\r?\n/);
      queries = lines.map((line) => line.trim()).filter((line) => line !== "");
    } catch (error) {
      printError(`${queriesFile}: ${reasonOf(error)}`);
      return 1;
    }
  }
  for (const asked of queries) {
    const signal = AbortSignal.timeout(QUERY_TIME);
    const hits = await knowledge.search(asked, { limit, signal });
    const isOfMany = queriesFile !== undefined;
    if (json) printJson(hits, isOfMany ? asked : undefined, print);
    else printHits(hits, isOfMany ? asked : undefined, print);
  }
  if (!transcripts) printError(WORDS_ALONE);
  return 0;
}

function printJson(
  hits: readonly KnowledgeHit[],
  query: string | undefined,
  print: (line: string) => void,
): void {
  for (const { file, headings, score, title } of hits) {
    const place = { file, heading: headings.join(" › "), score: rounded(score), title };
    print(JSON.stringify(query === undefined ? place : { query, ...place }));
  }
}

function printHits(
  hits: readonly KnowledgeHit[],
  query: string | undefined,
  print: (line: string) => void,
): void {
  if (query !== undefined) print(`\n${query}`);
  if (hits.length === 0) print("Nothing answers that.");
  for (const [index, { file, headings, score, quote }] of hits.entries()) {
    print(`${index + 1}. ${score.toFixed(2)}  ${[file, ...headings].join(" › ")}`);
    print(`   ${quote.replace(/\s+/g, " ")}`);
  }
}

function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
