/**
 * The service as calls without a room need it, for `agent/sim/`, in a process of its own because the
 * agent has other packages: the box without LiveKit, and an address that does what a person or the
 * time does.
 *
 * Run: deno run -A dev/calls.ts FOLDER, where the stores are put. It prints one line of JSON,
 * `CallsReady`, and ends when its input does. `GEMINI_API_KEY` puts the real Gemini in the place of
 * the stand-in.
 */
import { CALL_TIMES } from "../domain/call.ts";
import { configureLog } from "../log.ts";
import type { Rooms } from "../services/ports.ts";
import type { CallsOrder, CallsReady } from "./calls_protocol.ts";
import { startDevelopment } from "./development.ts";
import { steer } from "./gemini/live/control.ts";
import { signInitData } from "./init_data.ts";

/** In milliseconds: who renews says when. */
const RENEW_EVERY = 20;

let passed = 0;
const liveness = { now: () => Date.now() + passed };
const sent = new Map<string, string>();
let nextMember = 5001;

/** Rooms in which nobody meets: who was sent for is all that is known of them. */
const rooms: Rooms = {
  url: "ws://127.0.0.1:1",
  participantToken: () => Promise.resolve("no token: there is no room"),
  dispatch({ metadata }) {
    sent.set(JSON.parse(metadata).callId, metadata);
    return Promise.resolve();
  },
  removeAgents: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  readWebhook: () => Promise.resolve(undefined),
};

const [dataFolder] = Deno.args;
if (!dataFolder) throw new TypeError("expected the folder of the stores");
await configureLog({
  level: "error",
  format: "text",
  secrets: [Deno.env.get("GEMINI_API_KEY") ?? ""].filter((key) => key !== ""),
});
const development = await startDevelopment({
  port: 0,
  dataFolder,
  environment: {
    GEMINI_API_KEY: Deno.env.get("GEMINI_API_KEY"),
    GEMINI_BASE_URL: Deno.env.get("GEMINI_BASE_URL"),
  },
  log: () => [],
  chunkPauseMilliseconds: 0,
  live: { pace: Infinity, muted: true },
  callTimes: { ...CALL_TIMES, renewEvery: RENEW_EVERY },
  rooms,
  liveness,
});
await development.loaded;
const { gemini, config } = development;
const control = Deno.serve(
  { hostname: "127.0.0.1", port: 0, onListen() {} },
  async (request) => Response.json(await follow(await request.json())),
);
const ready: CallsReady = {
  url: `http://127.0.0.1:${config.server.port}`,
  control: `http://127.0.0.1:${control.addr.port}`,
  ...(gemini && { gemini: { baseUrl: gemini.url, apiKey: config.gemini.apiKey } }),
};
Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(ready)}\n`));
for await (const _ of Deno.stdin.readable);
await control.shutdown();
await development.close();
Deno.exit(0);

async function follow(order: CallsOrder): Promise<unknown> {
  switch (order.order) {
    case "member": {
      const id = nextMember++;
      const member = { id, first_name: `${id}`, language_code: order.language };
      const { token } = config.telegram;
      const authDate = Math.floor(Date.now() / 1000);
      return { initData: await signInitData({ token, member, authDate }) };
    }
    case "dispatch":
      return { metadata: sent.get(order.callId) ?? null };
    case "pass":
      passed += order.milliseconds;
      return {};
    case "script":
      if (gemini) steer(gemini.live, order.live);
      return {};
    case "role": {
      const session = gemini?.live.sessions().findLast(({ setup }) => setup?.tools.length);
      return { role: session?.turns.at(-1)?.role ?? null };
    }
  }
}
