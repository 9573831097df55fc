import assert from "node:assert/strict";
import { AppError } from "../../domain/errors.ts";
import { openDatabaseKv } from "../../db/open.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { holdFile } from "../kit/hold_file.ts";
import { temporaryFolder } from "../kit/temporary_kv.ts";

async function failsBecause(setting: string, reason: RegExp, deadlineMilliseconds?: number) {
  await assert.rejects(openDatabaseKv(setting, { deadlineMilliseconds }), (error) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, "storage_unavailable");
    assert.match(String(error.details.reason), reason);
    return true;
  });
}

Deno.test("a file is made with its folders, and keeps what it is given", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a/b/sfera.sqlite3`;
  for (const expected of [null, "kept"]) {
    const kv = await openDatabaseKv(path);
    assert.equal((await kv.get(["key"])).value, expected);
    await kv.set(["key"], "kept");
    kv.close();
  }
});

Deno.test("memory starts empty, and opening writes nothing", async () => {
  const kv = await openDatabaseKv(":memory:");
  assert.deepEqual(await Array.fromAsync(kv.list({ prefix: [] })), []);
  kv.close();
});

Deno.test("what cannot be opened is refused with a plain reason", async (t) => {
  await using folder = await temporaryFolder();
  await t.step("a folder", () => failsBecause(folder.path, /found a folder/));
  await t.step("a file that is no database", async () => {
    const path = `${folder.path}/letter.txt`;
    await Deno.writeTextFile(path, "Привет. ".repeat(1000));
    await failsBecause(path, /damaged or is not a database/);
  });
  await t.step(
    "a path through a file",
    () => failsBecause(`${folder.path}/letter.txt/sfera.sqlite3`, /cannot be opened/),
  );
  await t.step("a database that may only be read", async () => {
    const path = `${folder.path}/read-only.sqlite3`;
    (await openDatabaseKv(path)).close();
    // A write version above 2 means "read only" (SQLite's file format, byte 18), also for root.
    using file = await Deno.open(path, { write: true });
    await file.seek(18, Deno.SeekMode.Start);
    await file.write(new Uint8Array([3]));
    await failsBecause(path, /cannot be written/);
  });
  await t.step("a file that another process holds", async () => {
    const path = `${folder.path}/held.sqlite3`;
    (await openDatabaseKv(path)).close();
    const holder = await holdFile(path);
    await failsBecause(path, /another process may hold it locked/, 200);
    await holder.release();
    (await openDatabaseKv(path)).close();
  });
  await t.step("an address that is none", () => failsBecause("http://", /expected an address/));
});

Deno.test("a server that never answers is given up at the deadline", async () => {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", "token-for-tests");
  const silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await failsBecause(`http://127.0.0.1:${silent.addr.port}`, /did not answer within 100 ms/, 100);
  silent.close();
});

Deno.test("a server that is not there cannot be reached", async () => {
  Deno.env.set("DENO_KV_ACCESS_TOKEN", "token-for-tests");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  await failsBecause(`http://127.0.0.1:${listener.addr.port}`, /cannot be reached|did not answer/);
});

Deno.test({
  ...needsDenokv("a server is opened with its token, and refuses another"),
  async fn() {
    await using folder = await temporaryFolder();
    await using server = await startDenokv(folder.path);
    (await openDatabaseKv(server.url)).close();
    const token = Deno.env.get("DENO_KV_ACCESS_TOKEN")!;
    Deno.env.set("DENO_KV_ACCESS_TOKEN", "another-token");
    await failsBecause(server.url, /refused the token/);
    Deno.env.delete("DENO_KV_ACCESS_TOKEN");
    await failsBecause(server.url, /DENO_KV_ACCESS_TOKEN is not set/);
    Deno.env.set("DENO_KV_ACCESS_TOKEN", token);
  },
});
