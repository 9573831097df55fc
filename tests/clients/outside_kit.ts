/** A web for the fetch of strangers' pages: names that resolve as told, all served on this machine. */
import { createOutsideFetch, type OutsideFetchOptions } from "../../clients/outside_fetch.ts";

export const NEVER = new AbortController().signal;
/** Public addresses that the names of the tests may have; nothing is ever sent to them. */
export const PUBLIC = "93.184.216.34";
export const PUBLIC_V6 = "2606:2800:220:1:248:1893:25c8:1946";

export interface TestWeb extends AsyncDisposable {
  /** The origin of the server itself, which is on this machine. */
  origin: string;
  fetch: ReturnType<typeof createOutsideFetch>;
  /** The addresses that were connected to, in order. */
  connected: string[];
  /** The names that were asked for, in order. */
  resolved: string[];
  /** The first lines of the requests that the server heard, such as `GET / HTTP/1.1`, and hosts. */
  heard: string[];
  /** Connections that the server still holds. */
  open(): number;
}

/** Answers one connection, whose request has been read; it ends when the connection does. */
export type Serve = (
  connection: Deno.Conn,
  request: { path: string; host: string },
) => Promise<void>;

/**
 * Serves `serve` as all of the web.
 *
 * `names` says what a name resolves to; a list of lists is for one that answers otherwise each time.
 */
export function testWeb(
  serve: Serve,
  names: Record<string, string[] | string[][]> = {},
  options: OutsideFetchOptions = {},
): TestWeb {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const [connected, resolved, heard]: string[][] = [[], [], []];
  const connections = new Set<Deno.Conn>();
  const answers: Promise<void>[] = [];
  const serving = accept();

  async function accept() {
    for await (const connection of listener) {
      connections.add(connection);
      answers.push(
        answer(connection).catch(() => {}).finally(() => {
          connections.delete(connection);
          close(connection);
        }),
      );
    }
  }

  async function answer(connection: Deno.Conn) {
    const request = await readRequest(connection);
    const [, path = ""] = request.split(" ");
    const host = /\r\nhost: ([^\r]*)/i.exec(request)?.[1] ?? "";
    heard!.push(`${host}${path}`);
    await serve(connection, { path, host });
  }

  return {
    origin: `http://127.0.0.1:${port}`,
    connected: connected!,
    resolved: resolved!,
    heard: heard!,
    open: () => connections.size,
    fetch: createOutsideFetch({
      resolve(name) {
        resolved!.push(name);
        const told = names[name];
        if (!told) return Promise.reject(new Error("not found"));
        const [first] = told;
        const found = Array.isArray(first)
          ? (told.length > 1 ? told.shift() as string[] : first)
          : told as string[];
        return Promise.resolve(found);
      },
      connect(address) {
        connected!.push(address.hostname);
        return Deno.connect({ hostname: "127.0.0.1", port });
      },
      ...options,
    }),
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) close(connection);
      await serving.catch(() => {});
      await Promise.all(answers);
    },
  };
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // The other side was faster.
  }
}

async function readRequest(connection: Deno.Conn): Promise<string> {
  const room = new Uint8Array(8192);
  let text = "";
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(room);
    if (count === null) break;
    text += new TextDecoder().decode(room.subarray(0, count));
  }
  return text;
}

/** Answers nothing as long as anybody waits. */
export const silent: Serve = async (connection) => void await connection.read(new Uint8Array(1));

/** Writes all of it. */
export async function write(connection: Deno.Conn, content: string | Uint8Array): Promise<void> {
  let bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
}

/** An answer with a body of a given length. */
export async function respond(
  connection: Deno.Conn,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  status = "200 OK",
): Promise<void> {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const all = { "Content-Type": "text/html", "Content-Length": String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await write(connection, `HTTP/1.1 ${status}\r\n${lines}\r\n`);
  await write(connection, bytes);
}

/** A server of redirects: each path leads where it says. */
export function redirects(to: Record<string, string>): Serve {
  return async (connection, { path }) => {
    const location = to[path];
    if (location === undefined) await respond(connection, "<p>the end</p>");
    else await respond(connection, "", { Location: location }, "302 Found");
  };
}
