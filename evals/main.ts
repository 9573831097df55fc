/**
 * `deno task eval`: how often the right thing is found, on questions with known answers.
 *
 * `--only NAME` runs one suite, `--misses` also prints what went wrong. It ends with 1 where a figure
 * is below what it has to be.
 *
 * Of the knowledge there are two pairs of sets, so that what is measured is not what was tuned by:
 *
 * - `questions.jsonl` and `unanswerable.jsonl` measure. They were written in members' words by
 *   somebody who did not know the search. Nothing is tuned by them: no weight, no threshold, and no
 *   word or question of a guide or the glossary comes from what they miss.
 * - `tuning.jsonl` and `tuning_unanswerable.jsonl` are for tuning: `--tuning` runs these instead, with
 *   `--misses` as often as wanted. With them it asks the `questions` of the guides themselves, each
 *   with a third of them left out of the index; that shows what a weight does to questions that no
 *   guide knows, and is far harder than either set, as no guide names a thing twice.
 *
 * The `questions` in the front matter of the guides were written without the measuring questions, the
 * later ones of each guide with `tuning.jsonl` at hand: that set flatters.
 */
import { parseArgs } from "node:util";
import { evalKnowledge, tuneKnowledge } from "./knowledge.ts";
import { evalRecall } from "./recall.ts";
import { type EvalRow, isGood } from "./suite.ts";

const SUITES: Record<string, () => Promise<EvalRow[]>> = {
  knowledge: evalKnowledge,
  recall: evalRecall,
};

const TUNING_SUITES: Record<string, () => Promise<EvalRow[]>> = { knowledge: tuneKnowledge };

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    misses: { type: "boolean", default: false },
    tuning: { type: "boolean", default: false },
  },
});
const suites = options.tuning ? TUNING_SUITES : SUITES;
if (options.only !== undefined && !Object.hasOwn(suites, options.only)) {
  print(`There is no suite ${options.only}; there are ${Object.keys(suites).join(", ")}.`);
  Deno.exit(2);
}

for (const [name, run] of Object.entries(suites)) {
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
