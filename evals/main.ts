/**
 * `deno task eval`: how often the right thing is found, on questions with known answers.
 *
 * `--only NAME` runs one suite, `--misses` also prints what went wrong. It ends with 1 where a figure
 * is below what it has to be.
 */
import { parseArgs } from "node:util";
import { evalKnowledge } from "./knowledge.ts";
import { evalRecall } from "./recall.ts";
import { type EvalRow, isGood } from "./suite.ts";

const SUITES: Record<string, () => Promise<EvalRow[]>> = {
  knowledge: evalKnowledge,
  recall: evalRecall,
};

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    misses: { type: "boolean", default: false },
  },
});
if (options.only !== undefined && !Object.hasOwn(SUITES, options.only)) {
  print(`There is no suite ${options.only}; there are ${Object.keys(SUITES).join(", ")}.`);
  Deno.exit(2);
}

for (const [name, run] of Object.entries(SUITES)) {
  if (options.only !== undefined && options.only !== name) continue;
  for (const row of await run()) {
    if (!isGood(row)) Deno.exitCode = 1;
    print(inWords(row));
    if (options.misses) row.misses.forEach((miss) => print(`       ${miss}`));
  }
}

function inWords(row: EvalRow): string {
  const { name, right, of, least } = row;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    isGood(row) ? "ok " : "NOT",
    name.padEnd(44),
    `${right} of ${of}`.padEnd(12),
    percent(of === 0 ? 0 : right / of).padStart(8),
    `at least ${percent(least)}`,
  ].join("  ");
}

function print(line: string): void {
  // deno-lint-ignore no-console
  console.log(line);
}
