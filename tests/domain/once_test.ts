import assert from "node:assert/strict";
import { once } from "../../domain/once.ts";

Deno.test("it is loaded once for all who ask, and anew after it failed", async () => {
  let loads = 0;
  const loaded = once(() => {
    loads += 1;
    return loads === 1 ? Promise.reject(new Error("away")) : Promise.resolve(loads);
  });
  assert.equal(loaded.begun(), undefined);
  await assert.rejects(loaded(), /away/);
  assert.equal(loaded.begun(), undefined);
  assert.deepEqual(await Promise.all([loaded(), loaded()]), [2, 2]);
  assert.equal(await loaded.begun(), 2);
});
