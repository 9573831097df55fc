/**
 * One HTTP/1.1 GET to one address.
 *
 * `fetch` resolves a name by itself, after any check of ours, and so do `node:http` and `node:https`
 * in Deno 2.5, which do not know `lookup`. So the connection is opened to the address that was
 * checked, TLS asks for the certificate of the name, and the little of HTTP that one answer needs
 * (RFC 9112) is read here, within bounds.
 */
import { AppError } from "../domain/errors.ts";
import { untilAborted } from "./deadline.ts";

/** Opens a TCP connection; `Deno.connect` but in tests. */
export type Connect = (address: { hostname: string; port: number }) => Promise<Deno.TcpConn>;

export interface PinnedResponse {
  status: number;
  headers: Headers;
  /** The body as it was sent, still compressed where it was; to be read once. */
  body: AsyncIterable<Uint8Array>;
  close(): void;
}

const MOST_HEAD_BYTES = 64 * 1024;
/** The most that the lengths of chunks may take besides what is in them. */
const MOST_FRAMING_BYTES = 1024 * 1024;
/** Answers of the status 1xx that may come before the real one. */
const MOST_INTERIM = 4;
const AGENT = "Mozilla/5.0 (compatible; Sfera/1.0)";

const failed = (reason: string) => new AppError("outside_failed", { reason });

/**
 * Asks `address` for `url`.
 *
 * Errors: `outside_failed`; the signal's reason once it aborts, which also ends the body.
 */
export async function requestPinned(
  { url, address, connect, signal }: {
    url: URL;
    address: string;
    connect: Connect;
    signal: AbortSignal;
  },
): Promise<PinnedResponse> {
  const connection = await open(url, address, connect, signal);
  const close = () => {
    signal.removeEventListener("abort", close);
    try {
      connection.close();
    } catch {
      // It was closed by the other side, or by the abort before.
    }
  };
  signal.addEventListener("abort", close, { once: true });
  try {
    const wire = new Wire(connection, signal);
    await wire.write(requestOf(url));
    const { status, headers } = await readHead(wire);
    return { status, headers, body: readBody(wire, headers), close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw error instanceof AppError ? error : failed("the connection broke");
  }
}

async function open(
  url: URL,
  address: string,
  connect: Connect,
  signal: AbortSignal,
): Promise<Deno.Conn> {
  const secure = url.protocol === "https:";
  const port = Number(url.port) || (secure ? 443 : 80);
  const connecting = connect({ hostname: address, port });
  let tcp: Deno.TcpConn;
  try {
    tcp = await untilAborted(connecting, signal);
  } catch {
    // One that comes after all is not left open.
    connecting.then((late) => late.close(), () => {});
    signal.throwIfAborted();
    throw failed("it cannot be reached");
  }
  if (!secure) return tcp;
  let tls: Deno.TlsConn | undefined;
  try {
    const starting = Deno.startTls(tcp, { hostname: url.hostname.replace(/^\[(.*)\]$/, "$1") });
    tls = await untilAborted(starting, signal);
    await untilAborted(tls.handshake(), signal);
    return tls;
  } catch {
    tls?.close();
    signal.throwIfAborted();
    throw failed("it cannot be reached safely");
  }
}

function requestOf(url: URL): string {
  // What `URL` writes holds no line break, whatever it was made of.
  return [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `User-Agent: ${AGENT}`,
    "Accept: text/html, text/plain;q=0.9",
    "Accept-Encoding: gzip, br",
    "Connection: close",
    "",
    "",
  ].join("\r\n");
}

async function readHead(wire: Wire): Promise<{ status: number; headers: Headers }> {
  for (let interim = 0; interim <= MOST_INTERIM; interim += 1) {
    const [, status] = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(await wire.line()) ?? [];
    if (!status) throw failed("it does not speak HTTP");
    const headers = new Headers();
    for (let line = await wire.line(); line !== ""; line = await wire.line()) {
      const at = line.indexOf(":");
      if (at <= 0) throw failed("it does not speak HTTP");
      try {
        headers.append(line.slice(0, at), line.slice(at + 1).trim());
      } catch {
        throw failed("it does not speak HTTP");
      }
    }
    if (!status.startsWith("1")) return { status: Number(status), headers };
  }
  throw failed("it does not speak HTTP");
}

async function* readBody(wire: Wire, headers: Headers): AsyncGenerator<Uint8Array> {
  if (headers.get("transfer-encoding")?.toLowerCase().includes("chunked")) {
    wire.mostLineBytes += MOST_FRAMING_BYTES;
    while (true) {
      const [, size] = /^([0-9a-f]{1,8})\s*(?:;|$)/i.exec(await wire.line()) ?? [];
      if (!size) throw failed("the answer was cut");
      const length = parseInt(size, 16);
      if (length === 0) return;
      yield* wire.exactly(length);
      await wire.line();
    }
  }
  const length = headers.get("content-length");
  if (length === null) return yield* wire.rest();
  if (!/^\d{1,15}$/.test(length)) throw failed("it does not speak HTTP");
  yield* wire.exactly(Number(length));
}

/** Reads a connection by lines and by lengths; lines are counted against one bound together. */
class Wire {
  readonly #room = new Uint8Array(16 * 1024);
  #pending: Uint8Array = new Uint8Array(0);
  #lineBytes = 0;
  mostLineBytes = MOST_HEAD_BYTES;

  constructor(readonly connection: Deno.Conn, readonly signal: AbortSignal) {}

  async write(text: string): Promise<void> {
    let bytes: Uint8Array = new TextEncoder().encode(text);
    while (bytes.length > 0) {
      const count = await untilAborted(this.connection.write(bytes), this.signal);
      bytes = bytes.subarray(count);
    }
  }

  /** The next line without its end. */
  async line(): Promise<string> {
    let line = "";
    while (true) {
      const bytes = await this.#next();
      if (!bytes) throw failed("the answer was cut");
      const at = bytes.indexOf(10);
      const taken = at < 0 ? bytes : bytes.subarray(0, at);
      this.#lineBytes += taken.length + 1;
      if (this.#lineBytes > this.mostLineBytes) throw failed("it does not speak HTTP");
      // Latin-1, as headers are.
      for (const byte of taken) line += String.fromCharCode(byte);
      if (at >= 0) {
        this.#pending = bytes.slice(at + 1);
        return line.endsWith("\r") ? line.slice(0, -1) : line;
      }
    }
  }

  async *exactly(length: number): AsyncGenerator<Uint8Array> {
    let left = length;
    while (left > 0) {
      const bytes = await this.#next();
      if (!bytes) throw failed("the answer was cut");
      const taken = bytes.subarray(0, left);
      this.#pending = bytes.slice(taken.length);
      left -= taken.length;
      yield taken;
    }
  }

  async *rest(): AsyncGenerator<Uint8Array> {
    for (let bytes = await this.#next(); bytes; bytes = await this.#next()) yield bytes;
  }

  /** What was read and not used, else what comes; nothing at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    const pending = this.#pending;
    this.#pending = new Uint8Array(0);
    if (pending.length > 0) return pending;
    try {
      const count = await untilAborted(this.connection.read(this.#room), this.signal);
      return count === null ? undefined : this.#room.slice(0, count);
    } catch (error) {
      this.signal.throwIfAborted();
      // Many servers end TLS without saying so; whether something is missing, the length tells.
      if (error instanceof Deno.errors.UnexpectedEof) return undefined;
      throw failed("the connection broke");
    }
  }
}
