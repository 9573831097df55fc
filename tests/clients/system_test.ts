import assert from "node:assert/strict";
import { systemIds } from "../../clients/system.ts";

Deno.test("ids are ULIDs that begin with their time", () => {
  // The example of the specification: https://github.com/ulid/spec
  assert.match(systemIds(() => 1469918176385).next(), /^01ARYZ6S41[0-9A-HJKMNP-TV-Z]{16}$/);
});

Deno.test("ids sort in the order they were made, also when the clock stands or goes back", () => {
  let now = 1469918176385;
  const ids = systemIds(() => now);
  const made = Array.from({ length: 10_000 }, (_, index) => {
    if (index % 1000 === 999) now += index % 3 === 0 ? -1 : 1;
    return ids.next();
  });
  assert.deepEqual(made.toSorted(), made);
  assert.equal(new Set(made).size, made.length);
});
