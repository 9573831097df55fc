import type { BenchRow } from "./row.ts";

/** What the process prints, as JSON: milliseconds and megabytes. */
export interface KnowledgeFigures {
  chunks: number;
  build: number;
  search: number;
  slowest: number;
  memory: number;
}

const ROOT = new URL("../", import.meta.url);

/** Measures the search over 10,000 chunks in a process of its own, whose memory nothing else uses. */
export async function benchKnowledge(): Promise<BenchRow[]> {
  const output = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--v8-flags=--expose-gc", "bench/knowledge_process.ts"],
    cwd: ROOT.pathname,
    stderr: "inherit",
  }).output();
  if (!output.success) throw new Error("the process that searches ended with an error");
  const figures: KnowledgeFigures = JSON.parse(new TextDecoder().decode(output.stdout));
  const { chunks, build, search, slowest, memory } = figures;
  const of = `${chunks} chunks`;
  return [
    {
      name: "knowledge: first search, which builds the index",
      value: build,
      unit: "ms",
      compared: of,
      limit: "at most 5,000 ms",
      ok: build <= 5000,
    },
    {
      name: "knowledge: a search, median",
      value: search,
      unit: "ms",
      compared: `the slowest of a hundred ${slowest.toFixed(1)} ms`,
      limit: "at most 5 ms",
      ok: search <= 5,
    },
    {
      name: "knowledge: memory that the index takes",
      value: memory,
      unit: "MB",
      compared: of,
      limit: "at most 150 MB",
      ok: memory <= 150,
    },
  ];
}
