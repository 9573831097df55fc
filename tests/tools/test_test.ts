import assert from "node:assert/strict";
import { runsOfAll, split } from "../../tools/test.ts";

const THERE = ["agent", "agent/tests/spool_test.ts", "tests/db/", "./agent/tests", "agents.md"];
const asked = (...args: string[]) => split(args, (path) => THERE.includes(path));

Deno.test("without a path, both are tested, with the same flags", () => {
  assert.deepEqual(asked(), { project: [], agent: [] });
  assert.deepEqual(asked("--filter", "lease"), {
    project: ["--filter", "lease"],
    agent: ["--filter", "lease"],
  });
});

Deno.test("a path is tested where it belongs", () => {
  assert.deepEqual(asked("tests/db/", "--fail-fast"), { project: ["--fail-fast", "tests/db/"] });
  assert.deepEqual(asked("agent/tests/spool_test.ts"), { agent: ["tests/spool_test.ts"] });
  assert.deepEqual(asked("./agent/tests"), { agent: ["tests"] });
  assert.deepEqual(asked("agent"), { agent: ["."] });
  assert.deepEqual(asked("agents.md"), { project: ["agents.md"] });
  assert.deepEqual(asked("agent", "tests/db/"), { project: ["tests/db/"], agent: ["."] });
});

Deno.test("all tests run in lanes, and none of them twice", () => {
  const { calls: [flag, ...calls], shop: [, ...shop], browser, invariants, others } = runsOfAll([
    "--fail-fast",
  ]);
  assert.equal(flag, "--fail-fast");
  assert(calls.includes("tests/e2e/call_journey_test.ts"), calls.join());
  assert(shop.includes("tests/e2e/shop_crypto_test.ts"), shop.join());
  for (const file of [...calls, ...shop]) assert(Deno.statSync(file).isFile);
  assert.deepEqual(browser, [
    `--ignore=${[...calls, ...shop].join(",")}`,
    "--fail-fast",
    "tests/e2e",
  ]);
  assert.deepEqual(invariants, ["--fail-fast", "tests/invariants"]);
  assert.deepEqual(others, ["--ignore=tests/e2e,tests/invariants", "--fail-fast", "tests"]);
});
