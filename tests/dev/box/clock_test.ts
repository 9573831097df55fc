import assert from "node:assert/strict";
import fc from "fast-check";
import { createBoxClock, parseDuration } from "../../../dev/box/clock.ts";
import { AppError } from "../../../domain/errors.ts";

Deno.test("a move of the clock outlives the process that made it", async () => {
  using kv = await Deno.openKv(":memory:");
  let real = 1_000;
  const clock = await createBoxClock(kv, () => real);
  assert.equal(clock.now(), 1_000);

  await clock.advance(500);
  await clock.advance(250);
  assert.deepEqual([clock.now(), clock.offset()], [1_750, 750]);
  real = 2_000;
  assert.equal(clock.now(), 2_750);

  const restarted = await createBoxClock(kv, () => real);
  assert.equal(restarted.now(), 2_750);
  await restarted.reset();
  assert.equal(restarted.offset(), 0);
  assert.equal((await createBoxClock(kv, () => real)).now(), 2_000);
});

Deno.test("the clock moves forward only, and not further than ten years", async () => {
  using kv = await Deno.openKv(":memory:");
  const clock = await createBoxClock(kv, () => 0);
  for (const wrong of [0, -1, 0.5, NaN, Infinity, 4000 * 86_400_000]) {
    await assert.rejects(() => clock.advance(wrong), AppError);
  }
  assert.equal(clock.now(), 0);
});

Deno.test("lengths of time are read as people write them", () => {
  const lengths = {
    "3d": 259_200_000,
    "1h": 3_600_000,
    "90m": 5_400_000,
    "45s": 45_000,
    "1d12h": 129_600_000,
  };
  for (const [text, milliseconds] of Object.entries(lengths)) {
    assert.equal(parseDuration(text), milliseconds);
  }
});

Deno.test("any mix of days, hours, minutes and seconds adds up", () => {
  const part = fc.nat({ max: 999 });
  fc.assert(fc.property(part, part, part, part, (d, h, m, s) => {
    fc.pre(d + h + m + s > 0);
    assert.equal(parseDuration(`${d}d${h}h${m}m${s}s`), (((d * 24 + h) * 60 + m) * 60 + s) * 1000);
  }));
});

Deno.test("anything else is refused with an example of what is right", () => {
  for (const wrong of ["", "3", "d", "-1d", "1.5h", "3 d", "1h1d", "0s", "3w", "9".repeat(50)]) {
    assert.throws(() => parseDuration(wrong), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "bad_request");
      assert.match(String(error.details.reason), /such as 3d, 1h/);
      return true;
    });
  }
});
