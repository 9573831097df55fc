import { deepEqual } from "node:assert/strict";
import { AgentServer, InferenceRunner, initializeLogger, ServerOptions } from "@livekit/agents";
import { withoutTurnDetector } from "../turn_detector.ts";

Deno.test("a worker starts no process for a detector of turns that is not used", () => {
  initializeLogger({ pretty: false, level: "silent" });
  withoutTurnDetector();
  const given = { agent: "job.ts", wsURL: "ws://127.0.0.1:1", apiKey: "key", apiSecret: "secret" };
  new AgentServer(new ServerOptions(given));
  deepEqual(Object.keys(InferenceRunner.registeredRunners), []);
});
