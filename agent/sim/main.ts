/**
 * `deno task sim`: scripted conversations through the real agent and the real service, without a room.
 *
 * Options: `--only NAME` runs the scenarios whose file holds that, `--json` prints an object a
 * scenario, `--live` lets the real Gemini talk (`GEMINI_API_KEY`, from the environment or `.env`) and
 * prints a scorecard, `--runs N` runs each so often. It ends with 1 where something expected did not
 * come; a scorecard only informs.
 */
import { initializeLogger } from "@livekit/agents";
import { parseArgs, parseEnv } from "node:util";
import { logTo } from "../log.ts";
import type { AgentSettings } from "../settings.ts";
import { startBox } from "./box.ts";
import { readScenarios } from "./files.ts";
import { failuresOf, scoreOf } from "./report.ts";
import { isGood, type Outcome, runScenario } from "./run.ts";
import { type Scenario, ScenarioError } from "./scenario.ts";

const USAGE = "Usage: deno task sim [--only NAME] [--json] [--live] [--runs N]";

/** The variables of the real model. */
async function readGemini(): Promise<AgentSettings["gemini"]> {
  const file = await Deno.readTextFile(new URL("../../.env", import.meta.url)).catch(() => "");
  const written = parseEnv(file);
  const read = (name: string) => Deno.env.get(name) || written[name] || undefined;
  const apiKey = read("GEMINI_API_KEY");
  if (!apiKey) {
    stop(
      "GEMINI_API_KEY is not set. Make a key at https://aistudio.google.com/apikey; without " +
        "--live the stand-in talks, which needs none.",
    );
  }
  return { apiKey: apiKey!, baseUrl: read("GEMINI_BASE_URL") };
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        json: { type: "boolean", default: false },
        live: { type: "boolean", default: false },
        runs: { type: "string", default: "1" },
      },
    });
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1 || runs > 100) {
      throw new TypeError("--runs: expected a whole number from 1 to 100");
    }
    return { ...values, runs };
  } catch (error) {
    return stop(`${(error as Error).message}\n${USAGE}`);
  }
}

async function chosen(only: string | undefined): Promise<Scenario[]> {
  try {
    const all = await readScenarios();
    const some = all.filter(({ file }) => file.includes(only ?? ""));
    if (some.length > 0) return some;
    const names = all.map(({ file }) => file).join(", ");
    return stop(`There is no scenario ${only}; there are ${names}.`);
  } catch (error) {
    if (error instanceof ScenarioError) return stop(error.message);
    throw error;
  }
}

function tell(outcome: Outcome, seconds: number): void {
  const { scenario: { file, name } } = outcome;
  const mark = isGood(outcome) ? "ok " : "NOT";
  print(`${mark}  ${file.padEnd(28)}  ${seconds.toFixed(1).padStart(5)} s  ${name}`);
  failuresOf(outcome).forEach((line) => print(`       ${line}`));
}

function asObject(outcome: Outcome, seconds: number): string {
  const { scenario: { file, name }, steps } = outcome;
  return JSON.stringify({
    file,
    name,
    good: isGood(outcome),
    seconds,
    steps: steps.map(({ step: { line, member }, said, verdicts }) => ({
      line,
      member,
      said,
      verdicts,
    })),
  });
}

function tellScores(outcomes: readonly Outcome[][]): void {
  print("\nScorecard");
  for (const { file, good, runs, expectations } of outcomes.map(scoreOf)) {
    print(`${`${good} of ${runs}`.padStart(9)}  ${file}`);
    for (const { line, expected, held, asked } of expectations) {
      print(`${`${held} of ${asked}`.padStart(9)}    line ${line}: ${expected}`);
    }
  }
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function stop(message: string): never {
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(2);
}

async function main(): Promise<void> {
  const { only, json, live, runs } = readOptions();
  const scenarios = await chosen(only);
  const gemini = live ? await readGemini() : undefined;
  initializeLogger({ pretty: false, level: "silent" });
  logTo(() => {});
  await using box = await startBox(gemini);
  const outcomes: Outcome[][] = [];
  for (const scenario of scenarios) {
    const ofOne: Outcome[] = [];
    for (let run = 0; run < runs; run++) {
      const startedAt = performance.now();
      const outcome = await runScenario(box, scenario);
      const seconds = (performance.now() - startedAt) / 1000;
      ofOne.push(outcome);
      if (json) print(asObject(outcome, seconds));
      else tell(outcome, seconds);
    }
    outcomes.push(ofOne);
  }
  if (live && !json) tellScores(outcomes);
  await Promise.all(outcomes.flat().map(({ left }) => left));
  const good = outcomes.filter((ofOne) => ofOne.every(isGood)).length;
  if (!json) print(`\n${good} of ${scenarios.length} scenarios went as expected`);
  if (good < scenarios.length && !live) Deno.exitCode = 1;
}

if (import.meta.main) {
  await main();
  Deno.exit();
}
