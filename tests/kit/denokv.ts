import { until } from "./conditions.ts";

/** The server wants twelve characters or more. */
const TOKEN = "token-for-tests";

export interface DenokvServer extends AsyncDisposable {
  port: number;
  /** For `Deno.openKv`; the token is in `DENO_KV_ACCESS_TOKEN` by then. */
  url: string;
  /** Kills the server at once, as a failing machine would. */
  kill(): Promise<void>;
  /** Stops it in its tracks: it takes connections and answers nothing, until it goes on. */
  pause(): void;
  goOn(): void;
}

/** The self-hosted KV server: `DENOKV_BIN`, else on PATH, else in the user's cache. */
export function findDenokv(): string | undefined {
  const named = Deno.env.get("DENOKV_BIN");
  if (named) return named;
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  folders.push(`${Deno.env.get("HOME")}/.cache/sfera/denokv/bin`);
  return folders.map((folder) => `${folder}/denokv`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * How a test that needs `denokv` is declared: as it is where the server was found; skipped, with the
 * reason in its name, where it was not; and in CI, run all the same, so that it fails.
 */
export function needsDenokv(name: string): { name: string; ignore: boolean } {
  if (findDenokv() || Deno.env.get("CI") === "true") return { name, ignore: false };
  return { name: `${name} (skipped: no denokv in DENOKV_BIN, PATH or ~/.cache)`, ignore: true };
}

/** Starts a server with the database in `folder`, empty at first, on a free port or the given one. */
export async function startDenokv(folder: string, wanted = 0): Promise<DenokvServer> {
  const binary = findDenokv();
  if (!binary) throw new Error("this test needs denokv: name it in DENOKV_BIN");
  const process = new Deno.Command(binary, {
    args: [
      ...["--sqlite-path", `${folder}/denokv.sqlite3`],
      ...["serve", "--addr", `127.0.0.1:${wanted}`, "--access-token", TOKEN],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  Deno.env.set("DENO_KV_ACCESS_TOKEN", TOKEN);
  const log = new Log(process.stderr);
  let running = true;
  const kill = async () => {
    if (running) process.kill("SIGKILL");
    running = false;
    await Promise.all([process.status, log.ended]);
  };
  try {
    await until(() => log.port !== undefined, "denokv listens");
  } catch (error) {
    await kill();
    throw error;
  }
  const port = log.port!;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    kill,
    pause: () => process.kill("SIGSTOP"),
    goOn: () => process.kill("SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}

/** Reads the server's log to its end, because a full pipe would stop the server. */
class Log {
  port: number | undefined;
  readonly ended: Promise<void>;

  constructor(stream: ReadableStream<Uint8Array>) {
    this.ended = this.#read(stream);
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let text = "";
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      if (this.port === undefined) text += chunk;
      const found = /Listening on http:\/\/127\.0\.0\.1:(\d+)\s/.exec(text)?.[1];
      if (found) this.port = Number(found);
    }
  }
}
