import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { RateLimit } from "../../routes/limits.ts";
import { testApp } from "../kit/app.ts";

Deno.test("a burst goes through, then as many as the rate allows", () => {
  let now = 0;
  const limit = new RateLimit({ burst: 2, perMinute: 60, now: () => now });
  limit.count("one");
  limit.count("one");
  limit.count("other");
  assert.throws(() => limit.count("one"), (error: AppError) => {
    assert.equal(error.code, "rate_limited");
    assert.equal(error.details.retryAfterSeconds, 1);
    return true;
  });
  now += 1000;
  limit.count("one");
  assert.throws(() => limit.count("one"));
});

Deno.test("whoever asks too often is told when to come back", async () => {
  await using app = await testApp();
  const ask = () => app.ask("/api/session", { method: "POST" });
  const answers = [];
  for (let count = 0; count < 130; count += 1) answers.push(await ask());
  const last = answers.at(-1)!;
  assert.equal(last.status, 429);
  assert.match(last.headers.get("Retry-After")!, /^\d+$/);
  assert.equal((await last.json()).error.code, "rate_limited");
});
