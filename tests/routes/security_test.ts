import assert from "node:assert/strict";
import { testApp } from "../kit/app.ts";

Deno.test("every answer carries the headers that protect it, and may be framed by Telegram only", async () => {
  await using app = await testApp();
  for (const path of ["/health/live", "/api/me", "/app/", "/nothing"]) {
    const { headers, body } = await app.ask(path);
    const policy = headers.get("Content-Security-Policy")!;
    assert.match(policy, /default-src 'self'/, path);
    assert.match(policy, /frame-ancestors https:\/\/web\.telegram\.org/, path);
    assert(!/script-src[^;]*unsafe/.test(policy), path);
    assert.equal(headers.get("X-Frame-Options"), null, path);
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff", path);
    assert.match(headers.get("X-Request-Id")!, /./, path);
    await body?.cancel();
  }
});

Deno.test("a page of another origin is refused, unless the operator let it in", async () => {
  await using app = await testApp({ environment: { ALLOWED_ORIGINS: "https://friend.example" } });
  const ask = (origin: string, method = "GET") =>
    app.ask("/api/me", {
      method,
      headers: { Origin: origin, "Access-Control-Request-Method": "GET" },
    });
  const stranger = await ask("https://evil.example");
  assert.equal(stranger.status, 403);
  assert.equal((await stranger.json()).error.code, "forbidden");
  assert.equal(stranger.headers.get("Access-Control-Allow-Origin"), null);

  const friend = await ask("https://friend.example");
  assert.equal(friend.status, 401);
  assert.equal(friend.headers.get("Access-Control-Allow-Origin"), "https://friend.example");
  assert.equal((await ask("https://friend.example", "OPTIONS")).status, 204);
  assert.equal((await ask("https://evil.example", "OPTIONS")).status, 403);
});
