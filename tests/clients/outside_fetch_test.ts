import assert from "node:assert/strict";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { AppError, type ErrorCode } from "../../domain/errors.ts";
import { until } from "../kit/conditions.ts";
import {
  NEVER,
  PUBLIC,
  PUBLIC_V6,
  redirects,
  respond,
  type Serve,
  silent,
  testWeb,
  write,
} from "./outside_kit.ts";

const HELLO: Serve = (connection) => respond(connection, "<p>hello</p>");

/** Expects the error, with a reason that gives nothing of the address away. */
async function assertFails(promise: Promise<unknown>, code: ErrorCode, reason?: RegExp) {
  const error = await promise.then(() => undefined, (error) => error);
  assert(error instanceof AppError, `expected an AppError, came ${error}`);
  assert.equal(error.code, code, error.message);
  assert.doesNotMatch(error.message, /https?:|127\.|secret/);
  if (reason) assert.match(String(error.details.reason), reason);
}

Deno.test("a page of a public server is read, under its own name", async () => {
  await using web = testWeb(HELLO, { "news.example": [PUBLIC] });
  const page = await web.fetch("http://news.example/today?q=1#part", NEVER);
  assert.deepEqual(page, {
    url: "http://news.example/today?q=1#part",
    type: "text/html",
    text: "<p>hello</p>",
  });
  assert.deepEqual(web.connected, [PUBLIC]);
  assert.deepEqual(web.heard, ["news.example/today?q=1"]);
});

const REFUSED: [what: string, url: string][] = [
  ["a file", "file:///etc/passwd"],
  ["data", "data:text/html,<p>hello</p>"],
  ["ftp", "ftp://news.example/"],
  ["a script", "javascript:alert(1)"],
  ["no address at all", "news"],
  ["a password", "http://me:secret@news.example/"],
  ["a name in front of the host", "http://news.example@127.0.0.1/"],
  ["a port of another service", "http://news.example:6379/"],
  ["the port of ssh", "http://news.example:22/"],
  ["this machine", "http://127.0.0.1/"],
  ["this machine by its name", "http://localhost/"],
  ["this machine by a name below it", "http://a.localhost/"],
  ["this machine in one number", "http://2130706433/"],
  ["this machine in hex", "http://0x7f000001/"],
  ["this machine in octal", "http://0177.0.0.1/"],
  ["this machine in short", "http://127.1/"],
  ["this machine in wide letters", "http://１２７.0.0.1/"],
  ["this machine in IPv6", "http://[::1]/"],
  ["this machine mapped into IPv6", "http://[::ffff:127.0.0.1]/"],
  ["this machine, compatible with IPv6", "http://[::127.0.0.1]/"],
  ["this machine through 6to4", "http://[2002:7f00:1::]/"],
  ["this machine through NAT64", "http://[64:ff9b::7f00:1]/"],
  ["any machine", "http://0.0.0.0/"],
  ["the metadata of clouds", "http://169.254.169.254/latest/meta-data/"],
  ["the metadata of clouds in hex", "http://0xa9fea9fe/"],
  ["the metadata of clouds in IPv6", "http://[fd00:ec2::254]/"],
  ["the metadata by a name", "http://metadata.google.internal/"],
  ["a network at home", "https://192.168.1.1/"],
  ["a name without a dot", "http://printer/"],
  ["a name of a local network", "http://printer.local./"],
];

for (const [what, url] of REFUSED) {
  Deno.test(`nobody is asked for ${what}: ${url}`, async () => {
    await using web = testWeb(HELLO, { "news.example": [PUBLIC], localhost: [PUBLIC] });
    await assertFails(web.fetch(url, NEVER), "outside_refused");
    assert.deepEqual([web.connected, web.heard], [[], []]);
  });

  if (URL.canParse(url)) {
    Deno.test(`nobody is led to ${what}: ${url}`, async () => {
      await using web = testWeb(redirects({ "/start": url }), { "news.example": [PUBLIC] });
      await assertFails(web.fetch("http://news.example/start", NEVER), "outside_refused");
      assert.deepEqual(web.heard, ["news.example/start"]);
    });
  }
}

const PRIVATE = ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"];

for (const address of PRIVATE) {
  Deno.test(`a name that resolves to ${address} is refused, also among public ones`, async () => {
    await using web = testWeb(redirects({ "/start": "https://inside.example/" }), {
      "news.example": [PUBLIC],
      "inside.example": [address],
      "mixed.example": [PUBLIC, address],
    });
    await assertFails(web.fetch("http://inside.example/", NEVER), "outside_refused", /not public/);
    await assertFails(web.fetch("http://mixed.example/", NEVER), "outside_refused", /not public/);
    assert.deepEqual(web.connected, []);
    await assertFails(web.fetch("http://news.example/start", NEVER), "outside_refused");
    assert.deepEqual(web.connected, [PUBLIC]);
  });
}

Deno.test("a name is resolved once for each request, and the checked address is asked", async () => {
  await using web = testWeb(redirects({ "/": "/again" }), {
    "rebinding.example": [[PUBLIC], ["127.0.0.1"]],
  });
  // First it is public, and from then on it is this machine.
  await assertFails(web.fetch("http://rebinding.example/", NEVER), "outside_refused");
  assert.deepEqual(web.resolved, ["rebinding.example", "rebinding.example"]);
  assert.deepEqual(web.connected, [PUBLIC]);
});

Deno.test("the other address of a name is tried where the first does not answer", async () => {
  const tried: string[] = [];
  await using web = testWeb(HELLO, { "news.example": [PUBLIC_V6, PUBLIC] }, {
    connect({ hostname }) {
      tried.push(hostname);
      if (hostname === PUBLIC_V6) return Promise.reject(new Deno.errors.ConnectionRefused());
      return Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(web.origin).port) });
    },
  });
  assert.equal((await web.fetch("http://news.example/", NEVER)).text, "<p>hello</p>");
  assert.deepEqual(tried, [PUBLIC_V6, PUBLIC]);
});

Deno.test("four redirects are followed, also relative ones, and a fifth is not", async () => {
  const chain = { "/1": "/2", "/2": "http://other.example/3", "/3": "4", "/4": "//news.example/5" };
  const names = { "news.example": [PUBLIC], "other.example": [PUBLIC_V6] };
  await using web = testWeb(redirects(chain), names);
  const page = await web.fetch("http://news.example/1", NEVER);
  assert.equal(page.url, "http://news.example/5");
  assert.deepEqual(web.connected, [PUBLIC, PUBLIC, PUBLIC_V6, PUBLIC_V6, PUBLIC]);
  await using longer = testWeb(redirects({ "/0": "/1", ...chain }), names);
  await assertFails(longer.fetch("http://news.example/0", NEVER), "outside_refused", /too often/);
  assert.equal(longer.heard.length, 5);
});

Deno.test("a page that leads to itself is given up", async () => {
  await using web = testWeb(redirects({ "/": "/" }), { "news.example": [PUBLIC] });
  await assertFails(web.fetch("http://news.example/", NEVER), "outside_refused", /too often/);
  assert.equal(web.heard.length, 5);
});

Deno.test("an endless page is cut at the bound, and its connection closed", async () => {
  const endless: Serve = async (connection) => {
    await write(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n");
    while (true) await write(connection, "a".repeat(8192));
  };
  await using web = testWeb(endless, { "news.example": [PUBLIC] }, { mostBytes: 100_000 });
  assert.equal((await web.fetch("http://news.example/", NEVER)).text, "a".repeat(100_000));
  await until(() => web.open() === 0, "the connection to be closed");
});

Deno.test("an endless page in chunks is cut at the bound", async () => {
  const endless: Serve = async (connection) => {
    const head = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    await write(connection, `HTTP/1.1 200 OK\r\n${head}`);
    while (true) await write(connection, `5;x=1\r\nhello\r\n`);
  };
  await using web = testWeb(endless, { "news.example": [PUBLIC] }, { mostBytes: 10_000 });
  assert.equal((await web.fetch("http://news.example/", NEVER)).text, "hello".repeat(2000));
});

Deno.test("an endless head is given up", async () => {
  const endless: Serve = async (connection) => {
    await write(connection, "HTTP/1.1 200 OK\r\n");
    while (true) await write(connection, `X-More: ${"a".repeat(1000)}\r\n`);
  };
  await using web = testWeb(endless, { "news.example": [PUBLIC] });
  await assertFails(web.fetch("http://news.example/", NEVER), "outside_failed", /HTTP/);
});

const SLOW: [what: string, serve: Serve][] = [
  ["never answers", silent],
  ["sends its head letter by letter", async (connection) => {
    for (const letter of `HTTP/1.1 200 OK\r\nX: ${"a".repeat(1000)}`) {
      await write(connection, letter);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }],
  ["sends its body letter by letter", async (connection) => {
    await write(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
    for (let sent = 0; sent < 1000; sent += 1) {
      await write(connection, "a");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }],
];

for (const [what, serve] of SLOW) {
  Deno.test(`a server that ${what} is given up in time`, async () => {
    const options = { timeoutMilliseconds: 200 };
    await using web = testWeb(serve, { "news.example": [PUBLIC] }, options);
    const began = performance.now();
    await assertFails(web.fetch("http://news.example/", NEVER), "outside_failed", /too long/);
    // What it sends would take twenty seconds.
    assert(performance.now() - began < 10_000);
  });
}

Deno.test("whoever asks can stop it, and hears the own reason", async () => {
  await using web = testWeb(silent, { "news.example": [PUBLIC] });
  const controller = new AbortController();
  const asked = web.fetch("http://news.example/", controller.signal);
  await until(() => web.heard.length === 1, "the request");
  controller.abort(new Error("stopped by the member"));
  await assert.rejects(asked, /stopped by the member/);
  await assert.rejects(web.fetch("http://news.example/", controller.signal), /stopped/);
});

Deno.test("a packed page is unpacked", async () => {
  const html = `<p>${"тепло ".repeat(5000)}</p>`;
  const packed = { gzip: gzipSync(html), br: brotliCompressSync(html) };
  for (const [encoding, bytes] of Object.entries(packed)) {
    await using web = testWeb(
      (connection) => respond(connection, new Uint8Array(bytes), { "Content-Encoding": encoding }),
      { "news.example": [PUBLIC] },
    );
    assert.equal((await web.fetch("http://news.example/", NEVER)).text, html, encoding);
  }
});

Deno.test("a packed bomb goes off within the bound", async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(200_000_000)));
  await using web = testWeb(
    (connection) => respond(connection, bomb, { "Content-Encoding": "gzip" }),
    { "news.example": [PUBLIC] },
  );
  const before = Deno.memoryUsage().rss;
  const { text } = await web.fetch("http://news.example/", NEVER);
  assert.equal(text.length, 1_000_000);
  assert(Deno.memoryUsage().rss - before < 60_000_000);
});

Deno.test("packed bytes that never give anything are bounded too", async () => {
  // Empty blocks of deflate: five bytes each, and no letter comes of them.
  const empty = new Uint8Array([0, 0, 0, 0xff, 0xff]);
  const head = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const endless: Serve = async (connection) => {
    const headers = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    await write(connection, `HTTP/1.1 200 OK\r\n${headers}`);
    await write(connection, head);
    const blocks = new Uint8Array(5000).map((_, index) => empty[index % 5]!);
    while (true) await write(connection, blocks);
  };
  await using web = testWeb(endless, { "news.example": [PUBLIC] }, { mostBytes: 100_000 });
  assert.equal((await web.fetch("http://news.example/", NEVER)).text, "");
});

const BAD: [what: string, serve: Serve, code: ErrorCode][] = [
  [
    "a program",
    (c) => respond(c, "MZ", { "Content-Type": "application/x-dosexec" }),
    "outside_refused",
  ],
  ["a picture", (c) => respond(c, "GIF", { "Content-Type": "image/gif" }), "outside_refused"],
  ["no type", (c) => respond(c, "hm", { "Content-Type": "" }), "outside_refused"],
  [
    "an unknown packing",
    (c) => respond(c, "hm", { "Content-Encoding": "zstd" }),
    "outside_refused",
  ],
  ["a broken packing", (c) => respond(c, "hm", { "Content-Encoding": "gzip" }), "outside_failed"],
  ["a page that is not there", (c) => respond(c, "no", {}, "404 Not Found"), "outside_failed"],
  ["another protocol", (c) => write(c, "SSH-2.0-OpenSSH_9.6\r\n"), "outside_failed"],
  ["nothing", () => Promise.resolve(), "outside_failed"],
  ["less than it promised", (c) => respond(c, "hm", { "Content-Length": "100" }), "outside_failed"],
  ["a length that is none", (c) => respond(c, "hm", { "Content-Length": "-1" }), "outside_failed"],
  ["a redirect without an address", (c) => respond(c, "", {}, "302 Found"), "outside_failed"],
];

for (const [what, serve, code] of BAD) {
  Deno.test(`a server that answers with ${what}: ${code}`, async () => {
    await using web = testWeb(serve, { "news.example": [PUBLIC] });
    await assertFails(web.fetch("http://news.example/secret", NEVER), code);
  });
}

Deno.test("a name that nobody knows fails in words", async () => {
  await using web = testWeb(HELLO);
  await assertFails(web.fetch("http://nobody.example/", NEVER), "outside_failed", /not known/);
});

Deno.test("letters are read as the header, the mark or the page says", async () => {
  const russian = "Привет, мир";
  const cp1251 = new Uint8Array([...russian].map((letter) => {
    const code = letter.codePointAt(0)!;
    return code < 128 ? code : code - 0x410 + 0xc0;
  }));
  const meta = new TextEncoder().encode('<meta charset="windows-1251">');
  const served: [what: string, body: Uint8Array, type: string, text: string][] = [
    ["header", cp1251, "text/html; charset=windows-1251", russian],
    ["meta", new Uint8Array([...meta, ...cp1251]), "text/html", russian],
    ["mark", new TextEncoder().encode(`\ufeff${russian}`), "text/plain; charset=koi8-r", russian],
    ["neither", new TextEncoder().encode(russian), "text/html; charset=klingon", russian],
  ];
  for (const [what, body, type, text] of served) {
    await using web = testWeb(
      (connection) => respond(connection, body, { "Content-Type": type }),
      { "news.example": [PUBLIC] },
    );
    const page = await web.fetch("http://news.example/", NEVER);
    assert.equal(page.text.replace(/^<meta[^>]*>/, ""), text, what);
  }
});

Deno.test("only the origins that were named may be on this machine", async () => {
  await using other = testWeb(HELLO);
  await using web = testWeb(redirects({ "/away": `${other.origin}/` }));
  const { createOutsideFetch } = await import("../../clients/outside_fetch.ts");
  const fetchOutside = createOutsideFetch({ trustedOrigins: [web.origin] });
  assert.equal((await fetchOutside(`${web.origin}/`, NEVER)).text, "<p>the end</p>");
  await assertFails(fetchOutside(`${web.origin}/away`, NEVER), "outside_refused");
  await assertFails(fetchOutside(`${other.origin}/`, NEVER), "outside_refused");
  assert.deepEqual(other.heard, []);
});
