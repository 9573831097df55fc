/** The worker that talks in calls, as a process beside the box. */
import { fileURLToPath } from "node:url";
import { getLogger } from "@logtape/logtape";
import type { Config } from "../config.ts";
import { freePort } from "./free_port.ts";
import { isWell } from "./health.ts";
import { pause } from "./pause.ts";

const log = getLogger(["sfera", "agent"]);

const ROOT = new URL("../", import.meta.url);
const HOST = "127.0.0.1";
/** How long calls that run may take to end when it is asked to stop, in milliseconds. */
const STOP_TIME = 3_000;
/** How long it may take to load, to start its processes and to register, in milliseconds. */
const START_TIME = 180_000;
/** So much of what it wrote is told where it does not start. */
const LOG_CHARACTERS = 4_000;

export interface AgentOptions {
  /** Where it reaches the service. */
  serviceUrl: string;
  livekit: NonNullable<Config["livekit"]>;
  gemini: Config["gemini"];
  /** Processes that wait for calls. */
  idleProcesses?: number;
  /** More variables for it. */
  environment?: Record<string, string>;
  /** Another worker's program with its arguments, such as one that this one is measured with. */
  program?: readonly [path: string, ...words: string[]];
}

/** A worker, and the processes of its calls. */
export interface AgentProcess extends AsyncDisposable {
  /** Of the worker itself, which leads the group of its calls' processes. */
  pid: number;
  /** Where it tells whether it is well. */
  healthUrl: string;
  /** It takes calls from now on; fails where it ended before that. */
  ready: Promise<void>;
  /** Lets the worker alone die at once; the processes of its calls notice that. */
  kill(): Promise<void>;
  /** Asks it to stop, then ends what is left, the processes of its calls too. */
  close(): Promise<void>;
}

/** Starts the worker; `ready` tells when it takes calls. */
export function startAgent(options: AgentOptions): AgentProcess {
  const { livekit, gemini, program: [program, ...words] = ["agent/main.ts"] } = options;
  const healthUrl = `http://${HOST}:${freePort(HOST)}/`;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "-A"],
      ...["--config", fileURLToPath(new URL("agent/deno.json", ROOT))],
      fileURLToPath(new URL(program, ROOT)),
      ...words,
    ],
    env: {
      SERVICE_URL: options.serviceUrl,
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
      GEMINI_API_KEY: gemini.apiKey,
      GEMINI_BASE_URL: gemini.baseUrl ?? "",
      AGENT_HOST: HOST,
      AGENT_PORT: new URL(healthUrl).port,
      AGENT_IDLE_PROCESSES: String(options.idleProcesses ?? 1),
      ...options.environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, by which nothing of it is left over.
    detached: true,
  }).spawn();

  let end = "";
  const reading = Promise.all([
    eachLine(process.stdout, (line) => {
      end = `${end}${line}\n`.slice(-LOG_CHARACTERS);
      tell(line);
    }),
    eachLine(process.stderr, (line) => {
      end = `${end}${line}\n`.slice(-LOG_CHARACTERS);
      log.warn("{line}", { line });
    }),
  ]);
  let running = true;
  const ended = process.status.then(() => void (running = false));

  async function waitForHealth(): Promise<void> {
    const deadline = performance.now() + START_TIME;
    while (running && performance.now() < deadline) {
      if (await isWell(healthUrl)) return;
      await pause(100);
    }
    throw new Error(`the agent did not start: ${end}`);
  }
  const ready = waitForHealth();
  // Whoever does not wait for it need not care.
  ready.catch(() => {});

  async function close(): Promise<void> {
    if (running) signal(process.pid, "SIGTERM");
    await Promise.race([ended, pause(STOP_TIME)]);
    signal(-process.pid, "SIGKILL");
    await Promise.all([ended, reading]);
  }
  return {
    pid: process.pid,
    healthUrl,
    ready,
    async kill() {
      if (running) signal(process.pid, "SIGKILL");
      await ended;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Sends a signal to a process, or with a minus to its group; one that has ended is no error. */
function signal(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Its lines are JSON of ids, codes and numbers; what a library writes itself is left out. */
function tell(line: string): void {
  if (!line.startsWith("{")) return;
  try {
    const { level, message, properties, logger } = JSON.parse(line);
    if (logger !== "sfera.agent") return;
    const told = `${message} {properties}`;
    if (level === "error") log.error(told, { properties });
    else if (level === "warning") log.warn(told, { properties });
    else log.info(told, { properties });
  } catch {
    // No line of its log.
  }
}

async function eachLine(
  stream: ReadableStream<Uint8Array>,
  use: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    lines.forEach(use);
  }
  if (rest) use(rest);
}
