import { createDatabase, type Database, type DatabaseOptions } from "../../db/tx.ts";

/** An empty store that is gone after the test: `await using store = await temporaryKv();` */
export interface TemporaryKv extends AsyncDisposable {
  kv: Deno.Kv;
  database: Database;
}

/** An empty store in memory, with a database on it. */
export async function temporaryKv(options: Partial<DatabaseOptions> = {}): Promise<TemporaryKv> {
  const kv = await Deno.openKv(":memory:");
  return {
    kv,
    database: testDatabase(kv, options),
    [Symbol.asyncDispose]: () => Promise.resolve(kv.close()),
  };
}

/**
 * A database with real chance and unique ids. Its ranges are `["range", name, …]` with the heads
 * `["head", name]`, unless `options` say otherwise.
 */
export function testDatabase(kv: Deno.Kv, options: Partial<DatabaseOptions> = {}): Database {
  return createDatabase(kv, {
    ids: { next: () => crypto.randomUUID() },
    random: Math.random,
    headOf: (key) => key[0] === "range" && key.length > 1 ? ["head", key[1]!] : undefined,
    ...options,
  });
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "sfera-test-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
