/**
 * `deno task bench`: Sfera's figures, each compared in the same run with what it is to be near.
 *
 * Names that follow run those parts alone; `voice`, which takes some minutes and needs LiveKit's server,
 * runs only where it is named. `--json` prints an object a row; `--download` also counts what a bare
 * machine downloads, which asks the registry; `--seed` chooses another storm of payments. A figure that misses its limit is marked and fails
 * nothing, because machines are noisy.
 */
import { parseArgs } from "node:util";
import { benchInitData } from "./init_data.ts";
import { benchMe } from "./me.ts";
import type { BenchRow } from "./row.ts";
import { benchSize } from "./size.ts";
import { benchStart } from "./start.ts";

/** Rows that are known together, or one after the other. */
type Rows = BenchRow[] | AsyncIterable<BenchRow>;

const PARTS: Record<string, () => Promise<Rows>> = {
  "init-data": benchInitData,
  "start": benchStart,
  "me": benchMe,
  "transactions": async () => (await import("./tx.ts")).benchTransactions(),
  "promos": async () => (await import("./promos.ts")).benchPromos(),
  "recall": async () => (await import("./recall.ts")).benchRecall(),
  "knowledge": async () => (await import("./knowledge.ts")).benchKnowledge(),
  "calls": async () => (await import("./calls.ts")).benchCalls(),
  "payments": async () => (await import("./payments.ts")).benchPayments(seed()),
  "outbox": async () => (await import("./outbox.ts")).benchOutbox(),
  "expiry": async () => (await import("./expiry.ts")).benchExpiry(),
  "size": benchSize,
};
/** These run only where they are asked for. */
const MORE_PARTS: typeof PARTS = {
  "voice": async () => (await import("./voice.ts")).benchVoice(),
  "download": async () => (await import("./download.ts")).benchDownload(),
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    download: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const seed = () => Number(options.seed);
const named = [...positionals, ...options.only === undefined ? [] : [options.only]];
const parts = { ...PARTS, ...MORE_PARTS };
const unknown = named.find((name) => !(name in parts));
if (unknown !== undefined) {
  print(`There is no part "${unknown}"; there are ${Object.keys(parts).join(", ")}.`);
  Deno.exit(2);
}
const names = named.length > 0 ? named : Object.keys(PARTS);
if (options.download) names.push("download");

for (const name of names) {
  for await (const row of await parts[name]!()) printRow(row);
}

function printRow(row: BenchRow): void {
  print(options.json ? JSON.stringify(row) : inWords(row));
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
