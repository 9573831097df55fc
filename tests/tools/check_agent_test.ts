import assert from "node:assert/strict";
import { dirname } from "node:path";
import { checkApart } from "../../tools/check_agent.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A small project whose agent is apart. */
const GOOD: Record<string, string> = {
  "deno.json": JSON.stringify({
    workspace: ["./web"],
    exclude: ["node_modules", "agent"],
    imports: { hono: "npm:hono@^4.0.0", zod: "npm:zod@^4.0.0" },
  }),
  "deno.lock": JSON.stringify({ version: "5", npm: { "hono@4.1.0": {}, "zod@4.0.0": {} } }),
  "web/deno.json": JSON.stringify({ imports: { preact: "npm:preact@^10.0.0" } }),
  "routes/schemas.ts": `import { z } from "zod";`,
  "domain/call.ts": ``,
  "tests/rooms_test.ts": `import { RoomServiceClient } from "livekit-server-sdk";`,
  "agent/deno.json": JSON.stringify({
    imports: { "@livekit/agents": "npm:@livekit/agents@1.9.0", zod: "npm:zod@^4.0.0" },
  }),
  "agent/main.ts": `import { AgentServer } from "@livekit/agents";
import type { Call } from "../routes/schemas.ts";
import { AGENT_NAME } from "../domain/call.ts";`,
};

async function check(changes: Record<string, string> = {}): Promise<string[]> {
  const root = await Deno.makeTempDir({ prefix: "sfera-" });
  try {
    for (const [path, text] of Object.entries({ ...GOOD, ...changes })) {
      await Deno.mkdir(dirname(`${root}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await checkApart(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** `deno.json` of the small project with something more in it. */
const manifest = (more: object) => JSON.stringify({ ...JSON.parse(GOOD["deno.json"]!), ...more });

Deno.test("the agent of this project is apart from it", async () => {
  assert.deepEqual(await checkApart(ROOT), []);
});

Deno.test("an agent that is apart is fine, and may share what others need too", async () => {
  assert.deepEqual(await check(), []);
  const sdk = { "livekit-server-sdk": "npm:livekit-server-sdk@^2.0.0" };
  const imports = { ...JSON.parse(GOOD["agent/deno.json"]!).imports, ...sdk };
  assert.deepEqual(
    await check({
      "deno.json": manifest({ imports: { hono: "npm:hono@^4.0.0", ...sdk } }),
      "agent/deno.json": JSON.stringify({ imports }),
      "agent/tests/rooms_test.ts": `import { RoomServiceClient } from "livekit-server-sdk";`,
    }),
    [],
  );
});

Deno.test("a member of the workspace would bring its packages to everybody", async () => {
  assert.deepEqual(await check({ "deno.json": manifest({ workspace: ["./web", "./agent"] }) }), [
    "deno.json: the agent is no member of the workspace",
    "agent/deno.json: names @livekit/agents, which only the agent needs",
  ]);
  assert.deepEqual(await check({ "deno.json": manifest({ exclude: [] }) }), [
    `deno.json: "exclude" has to name the agent`,
  ]);
});

Deno.test("a package of the agent in any manifest of the project, or its lock, is told", async () => {
  const imports = { "@livekit/agents": "npm:@livekit/agents@1.9.0" };
  assert.deepEqual(await check({ "deno.json": manifest({ imports }) }), [
    "deno.json: names @livekit/agents, which only the agent needs",
  ]);
  assert.deepEqual(await check({ "web/deno.json": JSON.stringify({ imports }) }), [
    "web/deno.json: names @livekit/agents, which only the agent needs",
  ]);
  const lock = JSON.stringify({ npm: { "@livekit/agents@1.9.0_zod@4.0.0": {} } });
  assert.deepEqual(await check({ "deno.lock": lock }), [
    "deno.lock: names @livekit/agents, which only the agent needs",
  ]);
});

Deno.test("a package that the agent does not import is told", async () => {
  const imports = { ...JSON.parse(GOOD["agent/deno.json"]!).imports, ws: "npm:ws@^8.0.0" };
  assert.deepEqual(await check({ "agent/deno.json": JSON.stringify({ imports }) }), [
    "agent/deno.json: names ws, which nothing there imports",
  ]);
});
