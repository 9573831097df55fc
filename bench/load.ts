/**
 * A load generator: asks for one page over a few kept connections for a while.
 *
 * It writes and reads bare HTTP/1.1, because `fetch` takes longer for a request than the servers that
 * are measured with it. Arguments: address, headers as JSON, connections, milliseconds. It prints the
 * requests answered in a second, and fails on any answer but 200.
 */
const [address = "", headers = "{}", connections = "16", milliseconds = "1000"] = Deno.args;
const url = new URL(address);
const lines = Object.entries<string>(JSON.parse(headers)).map(([name, value]) =>
  `${name}: ${value}\r\n`
);
const request = new TextEncoder().encode(
  `GET ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\n${lines.join("")}\r\n`,
);

const latin1 = new TextDecoder("latin1");
const started = performance.now();
const until = started + Number(milliseconds);
const counts = await Promise.all(Array.from({ length: Number(connections) }, ask));
const seconds = (performance.now() - started) / 1000;
// deno-lint-ignore no-console
console.log(counts.reduce((sum, count) => sum + count, 0) / seconds);

async function ask(): Promise<number> {
  using connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
  const buffer = new Uint8Array(16_384);
  let count = 0;
  while (performance.now() < until) {
    await connection.write(request);
    await readAnswer(connection, buffer);
    count += 1;
  }
  return count;
}

async function readAnswer(connection: Deno.Conn, buffer: Uint8Array): Promise<void> {
  let text = "";
  let end = Infinity;
  while (text.length < end) {
    const length = await connection.read(buffer);
    if (length === null) throw new Error("the server closed the connection");
    // One character a byte, so that lengths are those of the wire.
    text += latin1.decode(buffer.subarray(0, length));
    const head = text.indexOf("\r\n\r\n");
    if (head < 0) continue;
    if (!text.startsWith("HTTP/1.1 200")) {
      throw new Error(`expected 200, came ${text.slice(0, 12)}`);
    }
    end = head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
  }
}
