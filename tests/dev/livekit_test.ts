import assert from "node:assert/strict";
import { findLiveKit, startLiveKit } from "../../dev/livekit.ts";
import { liveKitTest, testLiveKit } from "../kit/livekit.ts";

const answers = (url: string) =>
  fetch(url.replace(/^ws/, "http")).then(async (response) => {
    await response.body?.cancel();
    return response.ok;
  }, () => false);

liveKitTest("a server listens on this machine only, and ends without a trace", async () => {
  const server = await testLiveKit();
  assert.match(server.url, /^ws:\/\/127\.0\.0\.1:\d+$/);
  assert(server.apiSecret.length >= 32);
  assert.equal(await answers(server.url), true);
  await server.close();
  assert.equal(await answers(server.url), false);
});

liveKitTest("a server that died comes back at the same address", async () => {
  await using server = await testLiveKit();
  await server.kill();
  assert.equal(await answers(server.url), false);
  await server.restart();
  assert.equal(await answers(server.url), true);
  await server.restart();
  assert.equal(await answers(server.url), true);
});

liveKitTest("two servers stand beside each other", async () => {
  await using one = await testLiveKit();
  await using other = await testLiveKit();
  assert.notEqual(one.url, other.url);
  assert.deepEqual(await Promise.all([answers(one.url), answers(other.url)]), [true, true]);
});

Deno.test("a program that is no server is told with what it wrote", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sfera-livekit-" });
  const binary = `${folder}/broken`;
  await Deno.writeTextFile(binary, "#!/bin/sh\necho it cannot be >&2\nexit 1\n", { mode: 0o755 });
  try {
    await assert.rejects(startLiveKit({ binary, folder }), /broken did not start: it cannot be/);
    const { mode } = await Deno.stat(`${folder}/livekit.yaml`);
    assert.equal(mode! & 0o077, 0, "the secret is the owner's alone");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the server is found by its variable, else on PATH", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sfera-livekit-" });
  const before = { PATH: Deno.env.get("PATH")!, bin: Deno.env.get("LIVEKIT_SERVER_BIN") };
  try {
    Deno.env.delete("LIVEKIT_SERVER_BIN");
    Deno.env.set("PATH", `/nowhere:${folder}`);
    assert.equal(findLiveKit(), undefined);
    await Deno.writeTextFile(`${folder}/livekit-server`, "");
    assert.equal(findLiveKit(), `${folder}/livekit-server`);
    Deno.env.set("LIVEKIT_SERVER_BIN", "/somewhere/server");
    assert.equal(findLiveKit(), "/somewhere/server");
  } finally {
    Deno.env.set("PATH", before.PATH);
    if (before.bin === undefined) Deno.env.delete("LIVEKIT_SERVER_BIN");
    else Deno.env.set("LIVEKIT_SERVER_BIN", before.bin);
    await Deno.remove(folder, { recursive: true });
  }
});
