/**
 * What the assistant looks up, on this machine: Brave's search, Binance's prices, Open-Meteo's
 * weather, and the pages that the search finds.
 *
 * Node's HTTP server is used because a fault has to close a connection without an answer.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Fault, Faults } from "../faults.ts";
import { answerBinance } from "./binance.ts";
import { answerVideos, answerWeb } from "./brave.ts";
import { answerForecast, answerGeocoding } from "./open_meteo.ts";
import { answerPage } from "./pages.ts";

export interface OutsideStandInOptions {
  /** What the ages of pages and the moments of prices follow. */
  clock: { now(): number };
  /** The only key of the search that is accepted; any key where it is absent. */
  searchKey?: string;
  hostname?: string;
  /** 0, the default, takes a free one. */
  port?: number;
}

/** What a service of the stand-in answers with. */
export interface Answer {
  status: number;
  type: string;
  body: string;
}

/** What a service of the stand-in is asked. */
export interface Question {
  url: URL;
  headers: IncomingMessage["headers"];
  now: number;
  /** The origin of the stand-in. */
  origin: string;
  searchKey: string | undefined;
}

export interface OutsideStandIn extends AsyncDisposable {
  /** The origin of everything, the pages too. */
  url: string;
  /** Variables that lead Sfera here. */
  addresses: Record<
    | "BRAVE_BASE_URL"
    | "BINANCE_BASE_URL"
    | "OPEN_METEO_BASE_URL"
    | "OPEN_METEO_GEOCODING_BASE_URL",
    string
  >;
  /**
   * What goes wrong, by service and what is asked of it: `brave/web`, `brave/videos`,
   * `binance/ticker`, `open-meteo/geocoding`, `open-meteo/forecast`, `pages/` and the page's name.
   * `duplicate` means nothing here.
   */
  faults: Faults;
  /** What was asked, such as `brave/web?q=…`, oldest first. */
  requests(): readonly string[];
  close(): Promise<void>;
}

const KEPT_REQUESTS = 200;

/** The services by their paths; the name is what faults go by. */
const SERVICES: [path: RegExp, name: string, answer: (question: Question) => Answer][] = [
  [/^\/res\/v1\/web\/search$/, "brave/web", answerWeb],
  [/^\/res\/v1\/videos\/search$/, "brave/videos", answerVideos],
  [/^\/api\/v3\/ticker\/24hr$/, "binance/ticker", answerBinance],
  [/^\/v1\/search$/, "open-meteo/geocoding", answerGeocoding],
  [/^\/v1\/forecast$/, "open-meteo/forecast", answerForecast],
  [/^\/pages\/[\w-]+$/, "pages", answerPage],
];

/** Starts the stand-in. */
export async function startOutside(options: OutsideStandInOptions): Promise<OutsideStandIn> {
  const { clock, searchKey, hostname = "127.0.0.1", port = 0 } = options;
  const faults = new Faults();
  const requests: string[] = [];
  const waits = new Set<() => void>();
  let origin = "";

  const server = createServer((incoming, outgoing) => {
    // On a kept connection `fetch` sends a request again by itself when it is dropped.
    outgoing.setHeader("connection", "close");
    respond(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, resolve);
  });
  origin = `http://${hostname}:${(server.address() as AddressInfo).port}`;

  function close(): Promise<void> {
    for (const end of waits) end();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  return {
    url: origin,
    addresses: {
      BRAVE_BASE_URL: origin,
      BINANCE_BASE_URL: origin,
      OPEN_METEO_BASE_URL: origin,
      OPEN_METEO_GEOCODING_BASE_URL: origin,
    },
    faults,
    requests: () => requests,
    close,
    [Symbol.asyncDispose]: close,
  };

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    incoming.resume();
    const url = new URL(incoming.url ?? "/", origin);
    const service = SERVICES.find(([path]) => path.test(url.pathname));
    if (!service || incoming.method !== "GET") {
      return send(outgoing, { status: 404, type: "text/plain", body: "Not found" });
    }
    const [, name, answer] = service;
    const asked = name === "pages" ? url.pathname.slice(1) : name;
    requests.push(`${asked}${decodeURIComponent(url.search)}`);
    requests.splice(0, requests.length - KEPT_REQUESTS);
    const fault = faults.take(asked);
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, outgoing);
    const { headers } = incoming;
    const answered = fault?.kind === "status"
      ? refusal(fault)
      : answer({ url, headers, now: clock.now(), origin, searchKey });
    send(outgoing, answered, fault);
  }

  /** Waits; ends early when faults are cleared, the stand-in closes or nobody listens any more. */
  function pause(milliseconds: number, outgoing: ServerResponse): Promise<void> {
    const { cleared } = faults;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        cleared.removeEventListener("abort", end);
        waits.delete(end);
        outgoing.off("close", end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      waits.add(end);
      cleared.addEventListener("abort", end);
      outgoing.on("close", end);
    });
  }
}

function send(outgoing: ServerResponse, { status, type, body }: Answer, fault?: Fault): void {
  if (fault?.kind === "drop" || fault?.kind === "lose-reply" || outgoing.destroyed) {
    outgoing.destroy();
    return;
  }
  const bytes = new TextEncoder().encode(body);
  outgoing.writeHead(status, { "content-type": type, "content-length": bytes.length });
  if (fault?.kind !== "cut") return void outgoing.end(bytes);
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => outgoing.destroy());
}

/** A refusal with words that nobody must pass on. */
function refusal({ status = 500 }: Fault): Answer {
  return json({ error: "internal-detail-of-the-stand-in" }, status);
}

/** An answer as JSON. */
export function json(body: unknown, status = 200): Answer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(body) };
}
