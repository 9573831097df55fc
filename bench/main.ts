/**
 * `deno task bench`: Sfera's figures, each compared in the same run with what it is to be near.
 *
 * `--json` prints an object a row; `--only NAME` runs the part of that name; `--download` also counts
 * what a bare machine downloads, which asks the registry. A figure that misses its limit is marked
 * and fails nothing, because machines are noisy.
 */
import { parseArgs } from "node:util";
import { benchInitData } from "./init_data.ts";
import { benchMe } from "./me.ts";
import type { BenchRow } from "./row.ts";
import { benchSize } from "./size.ts";
import { benchStart } from "./start.ts";

const PARTS: Record<string, () => Promise<BenchRow[]>> = {
  "init-data": benchInitData,
  "start": benchStart,
  "me": benchMe,
  "transactions": async () => (await import("./tx.ts")).benchTransactions(),
  "recall": async () => (await import("./recall.ts")).benchRecall(),
  "knowledge": async () => (await import("./knowledge.ts")).benchKnowledge(),
  "size": benchSize,
};

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    download: { type: "boolean", default: false },
  },
});
if (options.download) {
  PARTS.download = async () => (await import("./download.ts")).benchDownload();
}

for (const [name, measure] of Object.entries(PARTS)) {
  if (options.only !== undefined && options.only !== name) continue;
  const rows = await measure();
  for (const row of rows) print(options.json ? JSON.stringify(row) : inWords(row));
}

function inWords({ name, value, unit, compared, ratio, limit, ok }: BenchRow): string {
  const number = value.toFixed(value < 100 ? 1 : 0);
  return [
    ok === undefined ? "   " : ok ? "ok " : "NOT",
    name.padEnd(38),
    `${number} ${unit}`.padEnd(20),
    (ratio === undefined ? "" : `${ratio.toFixed(2)}×`).padStart(6),
    (compared ?? "").padEnd(44),
    limit ?? "",
  ].join("  ").trimEnd();
}

function print(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}
