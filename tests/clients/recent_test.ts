import assert from "node:assert/strict";
import { Recent } from "../../clients/recent.ts";
import { movableClock } from "../kit/app.ts";

Deno.test("an answer is recent for its time, and then asked for anew", async () => {
  const clock = movableClock();
  const recent = new Recent<number>(clock, 10_000);
  let asked = 0;
  const get = (key: string) => recent.get(key, () => Promise.resolve(asked += 1));
  assert.deepEqual([await get("a"), await get("a"), await get("b")], [1, 1, 2]);
  clock.move(9_999);
  assert.equal(await get("a"), 1);
  clock.move(1);
  assert.equal(await get("a"), 3);
});

Deno.test("a clock that is set back does not make an answer last", async () => {
  const clock = movableClock();
  const recent = new Recent<number>(clock, 10_000);
  await recent.get("a", () => Promise.resolve(1));
  clock.move(-60_000);
  assert.equal(await recent.get("a", () => Promise.resolve(2)), 2);
});

Deno.test("a failure is not kept", async () => {
  const recent = new Recent<number>(movableClock(), 10_000);
  await assert.rejects(recent.get("a", () => Promise.reject(new Error("down"))), /down/);
  assert.equal(await recent.get("a", () => Promise.resolve(1)), 1);
});

Deno.test("there are never more answers than it was made for; the oldest goes first", async () => {
  const recent = new Recent<number>(movableClock(), 10_000, 2);
  let asked = 0;
  for (const key of ["a", "b", "c"]) {
    await recent.get(key, () => Promise.resolve(asked += 1));
  }
  assert.equal(await recent.get("c", () => Promise.resolve(asked += 1)), 3);
  assert.equal(await recent.get("b", () => Promise.resolve(asked += 1)), 2);
  assert.equal(await recent.get("a", () => Promise.resolve(asked += 1)), 4);
});
