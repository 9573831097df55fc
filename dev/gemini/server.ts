/**
 * Google's Gemini API as far as Sfera uses it, on this machine, with a demo brain behind it.
 *
 * Node's HTTP server is used because a fault has to close a connection without an answer.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, Faults } from "../faults.ts";
import { Exchange } from "./exchange.ts";
import * as protocol from "./protocol.ts";
import { Refusal } from "./protocol.ts";
import type { ModelScript } from "./answers.ts";
import { CONTROL_PATH, steer } from "./live/control.ts";
import { LIVE_MODELS } from "./live/messages.ts";
import { createLive, type GeminiLive, type LiveOptions } from "./live/server.ts";
import { StandInModel } from "./model.ts";

export interface GeminiStandInOptions {
  /** The only key that is accepted; any key where it is absent. */
  apiKey?: string;
  hostname?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** The pause between two chunks of a stream, so that a person sees it flow; 15 by default. */
  chunkPauseMilliseconds?: number;
  /** How the live model behaves. */
  live?: Omit<LiveOptions, "apiKey">;
}

/** One request that the stand-in received. */
export interface GeminiRequest {
  model: string;
  method: string;
  body: unknown;
  /** Milliseconds since the Unix epoch. */
  at: number;
}

export interface GeminiStandIn {
  /** For `httpOptions.baseUrl`. */
  url: string;
  /**
   * What goes wrong, by `models/{model}:{method}`.
   *
   * `slow` waits before the answer, or after its first chunk with the detail `middle`. `status` takes
   * the details `per-day` (429) and `location` (400). `cut` breaks the connection after the first
   * chunk, or with the detail `start` before it; with `clean` the stream ends politely without a
   * finish reason. `duplicate` means nothing here.
   *
   * The live model's are `live:connect` (`status` refuses the upgrade, `drop`, `slow`) and
   * `live:talk`, at the next message of an open session: `drop` without a close frame, `status`
   * closes with 1011 (429 for the quota), `cut` announces the end `milliseconds` before it.
   */
  faults: Faults;
  /** The last requests, oldest first. */
  requests(): readonly GeminiRequest[];
  /** How many answers are on their way, to tell that a client hung up. */
  openAnswers(): number;
  /** Makes the model answer as told instead of thinking; scripts are used in their order. */
  script(next: ModelScript): void;
  /** The live model. */
  live: GeminiLive;
  close(): Promise<void>;
}

const KEPT_REQUESTS = 200;
const LARGEST_BODY = 4 * 1024 * 1024;
const MODELS = ["gemini-3.8-flash", "gemini-embedding-001"];

/** Starts the stand-in. */
export async function startGemini(options: GeminiStandInOptions = {}): Promise<GeminiStandIn> {
  const { hostname = "127.0.0.1", port = 0, chunkPauseMilliseconds = 15 } = options;
  const faults = new Faults();
  const requests: GeminiRequest[] = [];
  const models = new StandInModel();
  const closing = new AbortController();
  const liveServer = createLive({ ...options.live, apiKey: options.apiKey }, faults);

  let open = 0;
  const server = createServer((incoming, outgoing) => {
    open += 1;
    outgoing.once("close", () => open -= 1);
    const exchange = new Exchange(outgoing, chunkPauseMilliseconds, closing.signal);
    respond(incoming, exchange).catch((error) => exchange.refuse(error));
  });
  server.on("upgrade", liveServer.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });

  return {
    url: `http://${hostname}:${(server.address() as AddressInfo).port}`,
    faults,
    requests: () => requests,
    openAnswers: () => open,
    script: (next) => models.script(next),
    live: liveServer.live,
    close() {
      closing.abort();
      liveServer.close();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };

  async function respond(incoming: IncomingMessage, exchange: Exchange): Promise<void> {
    const text = await read(incoming);
    const { pathname } = new URL(incoming.url ?? "/", "http://stand-in");
    if (pathname === CONTROL_PATH) return exchange.json(controlLive(incoming.method, text));
    if (options.apiKey !== undefined && incoming.headers["x-goog-api-key"] !== options.apiKey) {
      throw protocol.invalidKey();
    }
    if (incoming.method === "GET" && pathname === "/v1beta/models") {
      const listed = (methods: string[]) => (name: string) => ({
        name: `models/${name}`,
        supportedGenerationMethods: methods,
      });
      return exchange.json({
        models: [
          ...MODELS.map(listed(["generateContent", "embedContent"])),
          ...LIVE_MODELS.map(listed(["bidiGenerateContent"])),
        ],
      });
    }
    const [, model, method] = /^\/v1beta\/models\/([^/:]+):(\w+)$/.exec(pathname) ?? [];
    if (incoming.method !== "POST" || !model || !method) throw new Refusal(404, "Not found.");
    const body = parse(text);
    requests.push({ model, method, body, at: Date.now() });
    requests.splice(0, requests.length - KEPT_REQUESTS);
    await misbehave(faults.take(`models/${model}:${method}`), model, exchange);
    const reply = models.answer(model, method, body);
    return "json" in reply ? exchange.json(reply.json) : exchange.stream(reply.events);
  }

  function controlLive(method: string | undefined, text: string): unknown {
    if (method === "POST") steer(liveServer.live, parse(text));
    return { sessions: liveServer.live.sessions() };
  }
}

/** Does what a fault says before the answer, or arms the exchange to do it on the way. */
async function misbehave(fault: Fault | undefined, model: string, exchange: Exchange) {
  if (!fault) return;
  const { kind, status = 500, retryAfterSeconds, detail } = fault;
  if (kind === "status") {
    if (detail === "location") throw protocol.unsupportedLocation();
    throw status === 429
      ? protocol.quotaExceeded(detail === "per-day", model, retryAfterSeconds)
      : protocol.refused(status, retryAfterSeconds);
  }
  if (kind === "slow" && detail !== "middle") {
    await exchange.pause(fault.milliseconds ?? 0);
    return;
  }
  exchange.fault = fault;
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refusal(400, "Request payload size exceeds the limit.");
    chunks.push(chunk);
  }
  return new TextDecoder().decode(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, "Invalid JSON payload received.");
  }
}
