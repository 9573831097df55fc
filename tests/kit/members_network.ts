/** The network between a member's phone and the rest of the world, which a test can take away. */

/** All that the browser of a member sends and receives goes through it. */
export interface MembersNetwork extends AsyncDisposable {
  /** What a browser context takes as its proxy. */
  proxy: { server: string };
  /** Nothing goes through any more, in either direction, and nobody is told. */
  cut(): void;
  /** It is there again, and what waited goes on. */
  mend(): void;
}

/**
 * With this, a browser sends sound through the proxy as well: over TCP, where otherwise UDP would go
 * past it.
 */
export const ALL_THROUGH_PROXY = "--webrtc-ip-handling-policy=disable_non_proxied_udp";

const HOST = "127.0.0.1";

/** Starts a SOCKS proxy (RFC 1928) on a free port. */
export function startMembersNetwork(): MembersNetwork {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const open = new Set<Deno.Conn>();
  let whole = Promise.resolve();
  let mend = () => {};

  const serve = async (client: Deno.Conn): Promise<void> => {
    open.add(client);
    let server: Deno.Conn | undefined;
    try {
      await whole;
      server = await connect(client);
      open.add(server);
      await Promise.race([pump(client, server, () => whole), pump(server, client, () => whole)]);
    } catch {
      // One of both hung up.
    } finally {
      for (const one of [client, server]) {
        if (!one) continue;
        open.delete(one);
        close(one);
      }
    }
  };
  const serving = (async () => {
    const connections = new Set<Promise<void>>();
    for await (const client of listener) {
      const served = serve(client).finally(() => connections.delete(served));
      connections.add(served);
    }
    await Promise.all(connections);
  })();

  return {
    proxy: { server: `socks5://${HOST}:${listener.addr.port}` },
    cut() {
      const cut = Promise.withResolvers<void>();
      whole = cut.promise;
      mend = cut.resolve;
    },
    mend: () => mend(),
    async [Symbol.asyncDispose]() {
      mend();
      listener.close();
      open.forEach(close);
      await serving;
    },
  };
}

/** Speaks the opening of SOCKS 5 without a password, and connects to what is asked for. */
async function connect(client: Deno.Conn): Promise<Deno.Conn> {
  const [, methods] = await read(client, 2);
  await read(client, methods!);
  await client.write(new Uint8Array([5, 0]));
  const [, , , kind] = await read(client, 4);
  const hostname = await address(client, kind!);
  const [high, low] = await read(client, 2);
  const server = await Deno.connect({ hostname, port: high! << 8 | low! });
  await client.write(new Uint8Array([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
  return server;
}

/** A name or an address of version 4; nothing here has any other. */
async function address(client: Deno.Conn, kind: number): Promise<string> {
  if (kind === 1) return (await read(client, 4)).join(".");
  const [length] = await read(client, 1);
  return new TextDecoder().decode(await read(client, length!));
}

async function read(from: Deno.Conn, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const size = await from.read(bytes.subarray(at));
    if (size === null) throw new Error("hung up");
    at += size;
  }
  return bytes;
}

/** Copies until one side ends; what comes while the network is cut waits. */
async function pump(from: Deno.Conn, to: Deno.Conn, whole: () => Promise<void>): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
    await whole();
    for (let sent = 0; sent < size;) sent += await to.write(buffer.subarray(sent, size));
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}
