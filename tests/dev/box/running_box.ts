import { Hono } from "hono";
import { createBoxApi } from "../../../dev/box/api.ts";
import { createBoxClock } from "../../../dev/box/clock.ts";
import { createBoxPage } from "../../../dev/box/page.ts";
import type { BoxDependencies } from "../../../dev/box/ports.ts";
import { Faults } from "../../../dev/faults.ts";
import { createMemoryTelegram, type MemoryTelegram } from "./memory_telegram.ts";

export interface RunningBox extends AsyncDisposable {
  url: string;
  telegram: MemoryTelegram;
  deps: BoxDependencies;
  /** What happened to the service, in order. */
  calls: string[];
  /** Calls the API; the body is sent as JSON. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

/** The moment at which the clock of a test begins. */
export const START = Date.parse("2026-11-21T18:38:00Z");

/** Serves a box on a free port; `app` is served below `/app/`. */
export async function runBox(
  options: Partial<BoxDependencies> & {
    page?: string;
    app?: (path: string) => Promise<Response>;
  } = {},
): Promise<RunningBox> {
  const kv = await Deno.openKv(":memory:");
  const clock = await createBoxClock(kv, () => START);
  const telegram = createMemoryTelegram(() => clock.now());
  const calls: string[] = [];
  const stopping = new AbortController();
  let port = 0;
  const deps: BoxDependencies = {
    clock,
    telegram,
    faults: { telegram: new Faults(), gemini: new Faults() },
    services: [{ name: "telegram", mode: "stand-in" }, { name: "gemini", mode: "stand-in" }],
    realKeys: [],
    voice: () => ({
      available: false,
      reason: { ru: "нет livekit-server в PATH", en: "no livekit-server on PATH" },
    }),
    signInitData: ({ member, authDate, startParam }) =>
      Promise.resolve(
        new URLSearchParams({
          user: JSON.stringify(member),
          auth_date: String(authDate),
          ...(startParam ? { start_param: startParam } : {}),
          hash: "0".repeat(64),
        }).toString(),
      ),
    timeZone: "Europe/Moscow",
    planOf: () => Promise.resolve("Free"),
    runSweeps: () => Promise.resolve(void calls.push(`sweeps at offset ${clock.offset()}`)),
    restart: () => Promise.resolve(void calls.push("restart")),
    log: () => ["line 1", "line 2"],
    port: () => port,
    signal: stopping.signal,
    ...options,
  };
  const app = new Hono().route("/box", createBoxApi(deps));
  if (options.page) {
    app.route("/", createBoxPage({ directory: options.page, port: () => port }));
  }
  if (options.app) app.get("/app/*", (c) => options.app!(c.req.path.slice("/app/".length)));
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  port = server.addr.port;
  const url = `http://localhost:${port}`;
  return {
    url,
    telegram,
    deps,
    calls,
    call: (method, path, body) =>
      fetch(`${url}/box/api/${path}`, {
        method,
        body: body === undefined ? undefined : JSON.stringify(body),
      }),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await server.shutdown();
      kv.close();
    },
  };
}
