export interface DroppingProxy extends AsyncDisposable {
  url: string;
  /** Replies to applied commits that were seen, and those of them that were dropped. */
  readonly seen: number;
  readonly dropped: number;
}

/**
 * A TCP proxy before a KV Connect server that loses replies: the commit gets through and is applied,
 * and the connection is cut before its reply.
 *
 * `drop` is asked for each reply to an applied commit, with its number from 1.
 */
export function startDroppingProxy(
  port: number,
  drop: (number: number) => boolean,
): DroppingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const counts = { seen: 0, dropped: 0 };
  const dropNow = () => {
    counts.seen += 1;
    const dropped = drop(counts.seen);
    if (dropped) counts.dropped += 1;
    return dropped;
  };
  const serving = (async () => {
    const connections: Promise<void>[] = [];
    for await (const client of listener) connections.push(relay(client, port, open, dropNow));
    await Promise.all(connections);
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    get seen() {
      return counts.seen;
    },
    get dropped() {
      return counts.dropped;
    },
    async [Symbol.asyncDispose]() {
      listener.close();
      open.forEach(close);
      await serving;
    },
  };
}

async function relay(
  client: Deno.Conn,
  port: number,
  open: Set<Deno.Conn>,
  dropNow: () => boolean,
): Promise<void> {
  open.add(client);
  const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
  if (!server) return close(client);
  open.add(server);
  const replies = new ReplyReader();
  const both = [
    pump(client, server, () => true),
    pump(server, client, (bytes) => {
      const replied = Array.from({ length: replies.appliedCommits(bytes) }, dropNow);
      return !replied.includes(true);
    }),
  ];
  await Promise.race(both);
  [client, server].forEach(close);
  await Promise.all(both);
  [client, server].forEach((connection) => open.delete(connection));
}

/** Copies until either side ends or `passes` says no. */
async function pump(
  from: Deno.Conn,
  to: Deno.Conn,
  passes: (bytes: Uint8Array) => boolean,
): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  try {
    for (let size = await from.read(buffer); size !== null; size = await from.read(buffer)) {
      const bytes = buffer.subarray(0, size);
      if (!passes(bytes)) return;
      for (let sent = 0; sent < size;) sent += await to.write(bytes.subarray(sent));
    }
  } catch {
    // The other side was cut; that is what this proxy is for.
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}

/**
 * Finds the replies to applied commits in what the server sends.
 *
 * KV Connect speaks HTTP/2 without TLS: frames of a 3-byte length, a type, flags, a 4-byte stream id
 * and the payload (RFC 9113, section 4.1). Type 0 is DATA, and the reply to an applied commit is the
 * protobuf `AtomicWriteOutput{status: AW_SUCCESS, versionstamp}`: 08 01 12 0a and ten bytes.
 */
class ReplyReader {
  #rest = new Uint8Array(0);

  /** How many replies to applied commits end in `bytes`. */
  appliedCommits(bytes: Uint8Array): number {
    let found = 0;
    let data = new Uint8Array([...this.#rest, ...bytes]);
    while (data.length >= 9) {
      const length = data[0]! << 16 | data[1]! << 8 | data[2]!;
      if (data.length < 9 + length) break;
      const payload = data.subarray(9, 9 + length);
      const isReply = [0x08, 0x01, 0x12, 0x0a].every((byte, index) => payload[index] === byte);
      if (data[3] === 0 && length === 14 && isReply) found += 1;
      data = data.subarray(9 + length);
    }
    this.#rest = data.slice();
    return found;
  }
}
