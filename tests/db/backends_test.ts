import assert from "node:assert/strict";
import { openDatabaseKv } from "../../db/open.ts";
import { needsDenokv, startDenokv } from "../kit/denokv.ts";
import { startDroppingProxy } from "../kit/dropping_proxy.ts";
import { COUNTER, incrementInAnotherProcess } from "../kit/increment_worker.ts";
import { temporaryFolder, testDatabase } from "../kit/temporary_kv.ts";
import { type BackEnd, conformance } from "./conformance.ts";

conformance({
  name: "memory",
  async open(): Promise<BackEnd> {
    const kv = await openDatabaseKv(":memory:");
    return {
      kvs: [kv, kv],
      settings: [],
      [Symbol.asyncDispose]: () => Promise.resolve(kv.close()),
    };
  },
});

conformance({
  name: "one file, two processes",
  async open(): Promise<BackEnd> {
    const folder = await temporaryFolder();
    const path = `${folder.path}/deep/er/sfera.sqlite3`;
    const kvs: [Deno.Kv, Deno.Kv] = [await openDatabaseKv(path), await openDatabaseKv(path)];
    return {
      kvs,
      settings: [path],
      async [Symbol.asyncDispose]() {
        kvs.forEach((kv) => kv.close());
        await folder[Symbol.asyncDispose]();
      },
    };
  },
});

conformance({
  ...needsDenokv("denokv that loses every eighth reply to a commit"),
  async open(): Promise<BackEnd> {
    const folder = await temporaryFolder();
    const server = await startDenokv(folder.path);
    const proxy = startDroppingProxy(server.port, (number) => number % 8 === 0);
    const kvs: [Deno.Kv, Deno.Kv] = [
      await openDatabaseKv(proxy.url),
      await openDatabaseKv(proxy.url),
    ];
    return {
      kvs,
      settings: [proxy.url, proxy.url],
      async [Symbol.asyncDispose]() {
        kvs.forEach((kv) => kv.close());
        await proxy[Symbol.asyncDispose]();
        await server[Symbol.asyncDispose]();
        await folder[Symbol.asyncDispose]();
      },
    };
  },
});

Deno.test({
  ...needsDenokv("the sum of two processes is exact although replies are lost"),
  async fn() {
    await using folder = await temporaryFolder();
    await using server = await startDenokv(folder.path);
    await using proxy = startDroppingProxy(server.port, (number) => number % 3 === 0);
    const reports = await Promise.all([
      incrementInAnotherProcess(proxy.url, 50, 4),
      incrementInAnotherProcess(proxy.url, 50, 4),
    ]);
    const kv = await openDatabaseKv(server.url);
    const sum = await testDatabase(kv).get(COUNTER);
    kv.close();
    assert.equal(sum, 100);
    assert.ok(proxy.dropped >= 30, `${proxy.dropped} replies lost`);
    const recovered = reports.map(({ counters }) => counters.recovered);
    assert.ok(recovered[0]! + recovered[1]! > 0, "no lost reply was recovered");
  },
});
