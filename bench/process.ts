const ROOT = new URL("../", import.meta.url);
/** A first start compiles, and waits for whoever else lays out packages in the same folder. */
const LONGEST_START_MILLISECONDS = 60_000;

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
 * Throws where the program ends before that, with what it said, or is not there within a minute.
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
    stderr: "piped",
  }).spawn();
  const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const complaints = new Response(child.stderr).text();
  let isLate = false;
  const tooLate = setTimeout(() => {
    isLate = true;
    child.kill("SIGKILL");
  }, LONGEST_START_MILLISECONDS);
  const stop = async () => {
    clearTimeout(tooLate);
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await Promise.all([output.cancel(), child.status, complaints]);
  };
  try {
    const origin = await addressIn(output);
    await (await fetch(`${origin}/health/live`)).body?.cancel();
    const startMilliseconds = performance.now() - started;
    clearTimeout(tooLate);
    return { origin, startMilliseconds, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    const when = isLate ? ` within ${LONGEST_START_MILLISECONDS / 1000} s` : "";
    throw new Error(`${program} did not start${when}: ${await complaints}`, { cause: error });
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
