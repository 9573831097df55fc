import { AppError } from "../domain/errors.ts";
import { keys } from "./keys.ts";

/**
 * Opens the key-value store and makes sure that it answers and can be written.
 *
 * `setting`: nothing for the host's own store (Deno Deploy's database, or Deno's file for this
 * program), `:memory:`, the path of a file (its folders are made), or the `http(s)://…` address of a
 * KV Connect server, whose token is read from `DENO_KV_ACCESS_TOKEN`.
 *
 * Errors: `storage_unavailable`, with a plain `details.reason`. Deno keeps trying a server that is
 * down and a file that another process holds, without an end, hence the deadline (5000 ms).
 */
export async function openDatabaseKv(
  setting: string | undefined,
  { deadlineMilliseconds = 5000 }: { deadlineMilliseconds?: number } = {},
): Promise<Deno.Kv> {
  const store = describe(setting);
  const opening = open(store, setting || undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Closed only once it answers: closing a store that hangs would hang as well.
      opening.then((late) => late.close(), () => {});
      reject(unavailable(store, SILENT[store.kind](deadlineMilliseconds)));
    }, deadlineMilliseconds);
  });
  try {
    return await Promise.race([opening, deadline]);
  } catch (error) {
    throw error instanceof AppError ? error : unavailable(store, reasonOf(error), error);
  } finally {
    clearTimeout(timer);
  }
}

interface Store {
  kind: "own" | "memory" | "file" | "server";
  /** How an error names it; never with a user name or a password. */
  name: string;
}

const SILENT: Record<Store["kind"], (milliseconds: number) => string> = {
  own: (milliseconds) => `the host's store did not answer within ${milliseconds} ms`,
  memory: (milliseconds) => `memory did not answer within ${milliseconds} ms`,
  file: (milliseconds) =>
    `the file could not be used within ${milliseconds} ms; another process may hold it locked`,
  server: (milliseconds) => `the server did not answer within ${milliseconds} ms`,
};

function describe(setting: string | undefined): Store {
  if (!setting) return { kind: "own", name: "the host's own store" };
  if (setting === ":memory:") return { kind: "memory", name: setting };
  if (!/^https?:\/\//i.test(setting)) return { kind: "file", name: setting };
  try {
    return { kind: "server", name: new URL(setting).origin };
  } catch {
    throw unavailable(
      { kind: "server", name: "http…" },
      "expected an address like https://host/path",
    );
  }
}

async function open(store: Store, setting: string | undefined): Promise<Deno.Kv> {
  if (store.kind === "file") await prepareFile(store);
  const kv = await Deno.openKv(setting);
  try {
    // Deleting what is not there changes nothing, and fails where the store cannot be written.
    await kv.delete(keys.probe());
    return kv;
  } catch (error) {
    kv.close();
    throw error;
  }
}

async function prepareFile(store: Store): Promise<void> {
  const folder = store.name.replace(/[^/\\]*$/, "");
  if (folder) await Deno.mkdir(folder, { recursive: true });
  const found = await Deno.stat(store.name).catch(() => undefined);
  if (found?.isDirectory) throw unavailable(store, "expected a file, found a folder");
}

/** The messages are those of Deno's `ext/kv` and of SQLite. */
const REASONS: [RegExp, string][] = [
  [/DENO_KV_ACCESS_TOKEN/, "DENO_KV_ACCESS_TOKEN is not set"],
  [/40[13] |invalid access token/i, "the server refused the token in DENO_KV_ACCESS_TOKEN"],
  [/failed to connect|error sending request/, "the server cannot be reached"],
  [/not a database|malformed/, "the file is damaged or is not a database"],
  [/locked/, "another process holds the file locked"],
  [/read-?only|permission denied|os error 13/i, "the file cannot be written"],
  [/unable to open|not a directory|file exists/i, "the file cannot be opened"],
];

function reasonOf(error: unknown): string {
  // `NotCapable`: Deno was started without the permission for this file, folder or host.
  if (error instanceof Deno.errors.NotCapable) return "Deno was not permitted to use it";
  const message = error instanceof Error ? error.message : String(error);
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? "it cannot be opened";
}

function unavailable(store: Store, reason: string, cause?: unknown): AppError {
  return new AppError("storage_unavailable", { store: store.name, reason }, { cause });
}
