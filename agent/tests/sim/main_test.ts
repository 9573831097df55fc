import assert from "node:assert/strict";
import { startGemini } from "../kit/gemini.ts";

/** Runs `deno task sim` with these arguments, as the task does. */
async function sim(args: readonly string[], environment: Record<string, string> = {}) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", "sim/main.ts", ...args],
    cwd: new URL("../..", import.meta.url),
    env: { GEMINI_API_KEY: "", GEMINI_BASE_URL: "", ...environment },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout).trim(), error: text(stderr) };
}

Deno.test("a line a scenario, and how many went as expected", async () => {
  const { code, out, error } = await sim(["--only", "greeting_en"]);
  assert.equal(code, 0, error);
  const [scenario, empty, closing] = out.split("\n");
  assert.match(scenario!, /^ok +greeting_en +[\d.]+ s +A new member is greeted in English/);
  assert.deepEqual([empty, closing], ["", "1 of 1 scenarios went as expected"]);
});

Deno.test("the real model is asked at its address, and gets a scorecard", async () => {
  await using gemini = await startGemini();
  const environment = { GEMINI_API_KEY: "a-key", GEMINI_BASE_URL: gemini.url };
  const { code, out, error } = await sim(["--live", "--only", "greeting_en"], environment);
  assert.equal(code, 0, error);
  assert.match(out, /Scorecard\n +1 of 1 {2}greeting_en\n/);
  assert.match(out, /1 of 1 {4}line \d+: calls save_user_name/);
  assert.doesNotMatch(out, /is in the role/);
});

Deno.test("what cannot be run is told before anything starts", async () => {
  const unknown = await sim(["--only", "nothing"]);
  assert.equal(unknown.code, 2);
  assert.match(unknown.error, /^There is no scenario nothing; there are care_plan_en, /);
  const badRuns = await sim(["--runs", "0"]);
  assert.equal(badRuns.code, 2);
  assert.match(badRuns.error, /^--runs: expected a whole number from 1 to 100\nUsage: /);
});
