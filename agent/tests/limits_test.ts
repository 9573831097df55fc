import assert from "node:assert/strict";
import { FakeTime } from "./kit/fake_time.ts";
import { createLimits } from "../limits.ts";

function watched(warnings: number[]) {
  const told: (number | "zero")[] = [];
  const limits = createLimits({
    warnings,
    onWarning: (left) => told.push(left),
    onZero: () => told.push("zero"),
  });
  return { limits, told };
}

Deno.test("each warning is told at its time, then the end", () => {
  using time = new FakeTime();
  const { limits, told } = watched([120_000, 30_000]);
  limits.set({ left: 180_000, running: true });
  time.pass(59_000);
  assert.deepEqual(told, []);
  time.pass(1_001);
  assert.deepEqual(told, [120_000]);
  time.pass(90_000);
  assert.deepEqual(told, [120_000, 30_000]);
  time.pass(30_000);
  assert.deepEqual(told, [120_000, 30_000, "zero"]);
});

Deno.test("only talked time counts", () => {
  using time = new FakeTime();
  const { limits, told } = watched([30_000]);
  limits.set({ left: 60_000, running: true });
  time.pass(20_000);
  limits.setRunning(false);
  time.pass(600_000);
  assert.deepEqual(told, []);
  limits.setRunning(true);
  time.pass(10_001);
  assert.deepEqual(told, [30_000]);
  limits.stop();
});

Deno.test("what the service says holds, and a warning is told once", () => {
  using time = new FakeTime();
  const { limits, told } = watched([30_000]);
  limits.set({ left: 31_000, running: true });
  time.pass(1_001);
  limits.set({ left: 35_000, running: true });
  time.pass(10_000);
  assert.deepEqual(told, [30_000]);
  limits.set({ left: 0, running: true });
  assert.deepEqual(told, [30_000, "zero"]);
  limits.set({ left: 0, running: true });
  assert.deepEqual(told, [30_000, "zero"]);
});

Deno.test("a warning that was due before the call began is not told", () => {
  using time = new FakeTime();
  const { limits, told } = watched([120_000, 30_000]);
  limits.set({ left: 60_000, running: true });
  time.pass(29_000);
  assert.deepEqual(told, []);
  time.pass(1_001);
  assert.deepEqual(told, [30_000]);
  limits.stop();
});

Deno.test("of two that fall due at once only the later is told", () => {
  using _time = new FakeTime();
  const { limits, told } = watched([120_000, 30_000]);
  limits.set({ left: 600_000, running: false });
  limits.set({ left: 20_000, running: false });
  assert.deepEqual(told, [30_000]);
  limits.stop();
});

Deno.test("without a limit nothing is ever told", () => {
  using time = new FakeTime();
  const { limits, told } = watched([30_000]);
  limits.set({ left: null, running: true });
  limits.setRunning(false);
  limits.setRunning(true);
  time.pass(10_000_000);
  assert.deepEqual(told, []);
});
