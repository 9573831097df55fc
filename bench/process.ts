const ROOT = new URL("../", import.meta.url);
const LONGEST_START_MILLISECONDS = 20_000;

/** A program of ours that serves on 127.0.0.1, in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  /** Its address, without a slash at the end. */
  origin: string;
  /** From its start to the answer to a first request, in milliseconds. */
  startMilliseconds: number;
}

/** What `main.ts` is given: one stand-in port where nobody listens, and a store in `kvFile`. */
export function serviceEnvironment(kvFile: string): Record<string, string> {
  return {
    TELEGRAM_BOT_TOKEN: BOT_TOKEN,
    TELEGRAM_API_ROOT: "http://127.0.0.1:1",
    TELEGRAM_UPDATES: "webhook",
    GEMINI_API_KEY: "key-of-nobody",
    GEMINI_BASE_URL: "http://127.0.0.1:1",
    PUBLIC_URL: "http://localhost:8000",
    KV_URL: kvFile,
    HOST: "127.0.0.1",
    PORT: "0",
  };
}

export const BOT_TOKEN = "1234567:AAbench-token-of-nobody-012345678901";

/**
 * Starts a program, waits for a line with its address and asks it for `/health/live`.
 *
 * Throws where the program ends before that, or is not there within 20 s.
 */
export async function startServer(
  program: string,
  programArguments: string[] = [],
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const started = performance.now();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL(program, ROOT).pathname, ...programArguments],
    env: environment,
    cwd: ROOT.pathname,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const tooLate = setTimeout(() => child.kill("SIGKILL"), LONGEST_START_MILLISECONDS);
  const stop = async () => {
    clearTimeout(tooLate);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await Promise.all([output.cancel(), child.status]);
  };
  try {
    const origin = await addressIn(output);
    await (await fetch(`${origin}/health/live`)).body?.cancel();
    const startMilliseconds = performance.now() - started;
    clearTimeout(tooLate);
    return { origin, startMilliseconds, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw new Error(`${program} did not start`, { cause: error });
  }
}

async function addressIn(output: ReadableStreamDefaultReader<string>): Promise<string> {
  for (let text = "";;) {
    const { done, value } = await output.read();
    if (done) throw new Error(`expected a line with an address, came ${text || "nothing"}`);
    text += value;
    const found = /http:\/\/127\.0\.0\.1:\d+(?=\D)/.exec(text);
    if (found) return found[0];
  }
}
