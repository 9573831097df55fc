/** The service as a process of its own, started with the permissions of `deno task start`. */
import { PATIENCE } from "../kit/conditions.ts";
import type { Host } from "./host.ts";
import { flagsOf } from "./task.ts";

export interface Ended {
  code: number;
  signal: Deno.Signal | null;
  /** Lines of the log. */
  output: string[];
  /** Lines on the error stream, Deno's own notices about packages left out. */
  errors: string[];
}

/** A started `main.ts`. */
export class Service implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #output: string[] = [];
  readonly #errors: string[] = [];
  readonly #read: Promise<unknown>;
  readonly #listening = Promise.withResolvers<string>();
  #ended = false;

  constructor(host: Host, flags: string[], environment: Record<string, string>) {
    this.#process = new Deno.Command(host.deno, {
      args: ["run", ...flags, ...host.flags, "main.ts"],
      cwd: host.folder,
      clearEnv: true,
      env: { ...inherited(), ...environment },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#read = Promise.all([
      readLines(this.#process.stdout, (line) => {
        this.#output.push(line);
        if (!line.includes("Sfera is ready")) return;
        this.#listening.resolve(`http://127.0.0.1:${JSON.parse(line).properties.port}`);
      }),
      readLines(this.#process.stderr, (line) => void this.#errors.push(line)),
    ]);
    this.#process.status.then(() => {
      this.#ended = true;
      this.#listening.reject(new Error(`the service ended at once:\n${this.#errors.join("\n")}`));
    });
    this.#listening.promise.catch(() => {});
  }

  /** Waits until it listens; the address. */
  listening(): Promise<string> {
    return within("to listen", this.#listening.promise);
  }

  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Waits for its end. */
  async ended(): Promise<Ended> {
    const { code, signal } = await within("to end", this.#process.status);
    await this.#read;
    return { code, signal, output: this.#output, errors: this.#errors };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#process.kill("SIGKILL");
    await this.#process.status;
    await this.#read;
  }
}

/**
 * Starts the service.
 *
 * It may read and write `data` where the task names the folder `./data`, and gets no variables but
 * those given.
 */
export async function startService(
  host: Host,
  data: string,
  environment: Record<string, string>,
): Promise<Service> {
  const flags = await flagsOf("start", data);
  return new Service(host, flags, {
    LOG_FORMAT: "json",
    HOST: "127.0.0.1",
    PORT: "0",
    ...environment,
  });
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`expected the service ${what} within ${PATIENCE} ms`)),
    PATIENCE,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What Deno itself needs to find its cache. */
function inherited(): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME"];
  const set = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(set), NO_COLOR: "1" };
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  heard: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(heard);
  }
  if (rest) heard(rest);
}
