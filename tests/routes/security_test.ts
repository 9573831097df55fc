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

Deno.test("the app may connect to where calls happen, and nowhere else", async () => {
  const connections = async (environment: Record<string, string> = {}) => {
    await using app = await testApp({ environment });
    const { headers, body } = await app.ask("/app/");
    await body?.cancel();
    const policy = headers.get("Content-Security-Policy")!;
    assert.match(headers.get("Permissions-Policy")!, /microphone=\(self\)/);
    return /connect-src ([^;]*)/.exec(policy)?.[1];
  };
  const keys = { LIVEKIT_API_KEY: "key", LIVEKIT_API_SECRET: "s".repeat(32) };
  assert.equal(await connections(), undefined);
  assert.equal(
    await connections({ ...keys, LIVEKIT_URL: "ws://127.0.0.1:7880" }),
    "'self' ws://127.0.0.1:7880 http://127.0.0.1:7880",
  );
  assert.equal(
    await connections({ ...keys, LIVEKIT_URL: "wss://calls.example.com" }),
    "'self' wss://calls.example.com https://calls.example.com",
  );
  assert.equal(
    await connections({ ...keys, LIVEKIT_URL: "wss://sfera-1a2b3c.livekit.cloud" }),
    "'self' wss://sfera-1a2b3c.livekit.cloud https://sfera-1a2b3c.livekit.cloud" +
      " wss://*.livekit.cloud https://*.livekit.cloud",
  );
});
