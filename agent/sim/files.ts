import { fileURLToPath } from "node:url";
import { readScenario, type Scenario, ScenarioError } from "./scenario.ts";

/** Where the scenarios are, each a file. */
export const SCENARIOS = fileURLToPath(new URL("../../evals/calls", import.meta.url));

/** Reads all scenarios of a folder, by name; throws `ScenarioError` for all that is wrong in them. */
export async function readScenarios(folder: string = SCENARIOS): Promise<Scenario[]> {
  const scenarios: Scenario[] = [];
  const problems: string[] = [];
  for (const name of (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted()) {
    if (!/\.ya?ml$/.test(name)) continue;
    try {
      scenarios.push(readScenario(name, await Deno.readTextFile(`${folder}/${name}`)));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return scenarios;
}
