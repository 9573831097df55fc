import assert from "node:assert/strict";
import { readSettings, SettingsError } from "../settings.ts";

const ENVIRONMENT = {
  SERVICE_URL: "http://127.0.0.1:8000/",
  LIVEKIT_URL: "wss://sfera.livekit.cloud",
  LIVEKIT_API_KEY: "key",
  LIVEKIT_API_SECRET: "secret",
  GEMINI_API_KEY: "gemini",
};

Deno.test("a worker needs five variables; the rest has defaults", () => {
  assert.deepEqual(readSettings(ENVIRONMENT), {
    serviceUrl: "http://127.0.0.1:8000",
    livekit: { url: "wss://sfera.livekit.cloud", apiKey: "key", apiSecret: "secret" },
    gemini: { apiKey: "gemini", baseUrl: undefined },
    health: { host: "127.0.0.1", port: 8081 },
    idleProcesses: 3,
    maxCalls: 16,
  });
});

Deno.test("every problem has a line, and none repeats a secret", () => {
  const environment = {
    ...ENVIRONMENT,
    SERVICE_URL: "sfera.example",
    LIVEKIT_API_SECRET: "my secret",
    GEMINI_API_KEY: undefined,
    AGENT_PORT: "eighty",
  };
  assert.throws(() => readSettings(environment), (error) => {
    assert.ok(error instanceof SettingsError);
    assert.deepEqual(error.problems.map((line) => line.split(":")[0]), [
      "SERVICE_URL",
      "LIVEKIT_API_SECRET",
      "GEMINI_API_KEY",
      "AGENT_PORT",
    ]);
    assert.ok(!error.message.includes("my secret"));
    return true;
  });
});
