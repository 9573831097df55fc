import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Fault } from "../faults.ts";
import { pause } from "../pause.ts";
import type { Box } from "./box.ts";
import { ApiError, tooManyRequests } from "./errors.ts";
import { UPLOAD_BYTES } from "./files.ts";
import { findMethod } from "./methods/mod.ts";
import { type Parameters, readParameters } from "./parameters.ts";
import { takeFault } from "./updates.ts";
import type { WebhookDelivery } from "./webhook.ts";

const NOT_FOUND = new ApiError(404, "Not Found");
/** Some room for the rest of a form around the largest file. */
const BODY_BYTES = UPLOAD_BYTES + 1024 * 1024;

/** An answer before it is written. */
interface Answer {
  status: number;
  contentType: string;
  body: Uint8Array;
}

/**
 * The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`.
 *
 * It is Node's server because that one can hang up in the middle of an answer, which `Deno.serve`
 * cannot. Every answer closes its connection: a client that finds a kept one closed repeats its
 * request by itself, and would hide a dropped answer from whoever tests for it.
 */
export class BotApiServer {
  readonly #server: Server;
  readonly #open = new Set<AbortController>();

  constructor(private readonly box: Box, private readonly delivery: WebhookDelivery) {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  /** Starts to listen; returns the port. */
  listen(hostname: string, port: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#server.once("error", reject);
    this.#server.listen(port, hostname, () => {
      const address = this.#server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
    return promise;
  }

  async close(): Promise<void> {
    for (const controller of this.#open) controller.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const controller = new AbortController();
    this.#open.add(controller);
    response.on("close", () => controller.abort());
    try {
      await this.#answer(request, response, controller.signal);
    } catch (error) {
      write(response, refusal(error));
    } finally {
      this.#open.delete(controller);
    }
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    checkOrigin(request);
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const [, file, token, rest] = /^(\/file)?\/bot([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    if (token === undefined || rest === undefined) throw NOT_FOUND;
    if (decode(token) !== this.box.options.token) {
      throw new ApiError(401, "Unauthorized");
    }
    const call = file === undefined ? findMethod(rest)?.name ?? rest : "getFile";
    const body = await readBody(request);
    const fault = takeFault(this.box.options.faults, call);
    if (fault?.kind === "slow") await pause(fault.milliseconds ?? 0, signal);
    if (fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "status") throw faultError(fault);
    const answer = file === undefined
      ? await this.#call(rest, url.searchParams, request.headers["content-type"], body, signal)
      : this.#download(decode(rest));
    if (fault?.kind === "lose-reply") return void request.socket.destroy();
    if (fault?.kind === "cut") return cut(request, response, answer);
    write(response, answer);
  }

  async #call(
    name: string,
    query: URLSearchParams,
    contentType = "",
    body: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      const parameters = await readParameters(query, contentType, body);
      return json(200, { ok: true, result: await this.execute(name, parameters, signal) });
    } catch (error) {
      return refusal(error);
    }
  }

  /** Runs a method and writes down what it changed. */
  async execute(name: string, parameters: Parameters, signal: AbortSignal): Promise<unknown> {
    const found = findMethod(name);
    if (!found) throw new ApiError(404, "Not Found: method not found");
    const { box, delivery } = this;
    try {
      return await found.method({ box, delivery, parameters, signal });
    } finally {
      await box.storage.flush();
    }
  }

  #download(path: string): Answer {
    const body = this.box.files.read(path);
    if (!body) throw NOT_FOUND;
    return { status: 200, contentType: "application/octet-stream", body };
  }
}

/** A page in a browser has no business here, under whatever name it found the port. */
function checkOrigin(request: IncomingMessage): void {
  const host = /^(.*?)(?::\d+)?$/.exec(request.headers.host ?? "")?.[1] ?? "";
  const local = ["127.0.0.1", "localhost"].includes(host);
  if (!local || request.headers.origin !== undefined) {
    throw new ApiError(403, "Forbidden: expected a program on this machine");
  }
}

/** Percent-decodes; text that cannot be decoded stays as it is and is then not found. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_BYTES) throw new ApiError(413, "Request Entity Too Large");
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

/** A fault's status as Telegram words it. */
function faultError({ status = 500, retryAfterSeconds = 1 }: Fault): ApiError {
  if (status === 429) return tooManyRequests(retryAfterSeconds);
  const descriptions: Record<number, string> = {
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
  };
  return new ApiError(status, descriptions[status] ?? `Error ${status}`);
}

function refusal(error: unknown): Answer {
  const known = error instanceof ApiError
    ? error
    : new ApiError(500, `Internal Server Error: ${error instanceof Error ? error.message : ""}`);
  return json(known.code, known);
}

function json(status: number, value: unknown): Answer {
  const body = new TextEncoder().encode(JSON.stringify(value));
  return { status, contentType: "application/json", body };
}

function write(response: ServerResponse, { status, contentType, body }: Answer): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, headers(contentType, body.length)).end(body);
}

/** Sends the first half and hangs up. */
function cut(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, headers(answer.contentType, answer.body.length));
  const half = answer.body.subarray(0, Math.floor(answer.body.length / 2));
  response.write(half, () => request.socket.destroy());
}

function headers(contentType: string, length: number): Record<string, string | number> {
  return { "content-type": contentType, "content-length": length, connection: "close" };
}
