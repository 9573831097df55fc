import { AgentDispatchClient, RoomServiceClient } from "livekit-server-sdk";
import { AGENT_NAME } from "../../../domain/call_messages.ts";
import { freePort } from "../../../dev/free_port.ts";
import type { LiveKitServer } from "../../../dev/livekit.ts";
import { until } from "../../../tests/kit/conditions.ts";

/** The real worker in a process of its own. */
export interface Worker extends AsyncDisposable {
  process: Deno.ChildProcess;
  health: string;
  /** Lines of its log, its jobs' among them. */
  lines: string[];
  jobs(): Promise<number>;
  stop(signal?: Deno.Signal): Promise<Deno.CommandStatus>;
}

/** Starts it and waits until LiveKit knows it. */
export async function startWorker(options: {
  livekit: LiveKitServer;
  serviceUrl: string;
  geminiUrl: string;
  idleProcesses?: number;
  environment?: Record<string, string>;
}): Promise<Worker> {
  const port = freePort("127.0.0.1");
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts"],
    cwd: new URL("../..", import.meta.url),
    env: {
      SERVICE_URL: options.serviceUrl,
      LIVEKIT_URL: options.livekit.url,
      LIVEKIT_API_KEY: options.livekit.apiKey,
      LIVEKIT_API_SECRET: options.livekit.apiSecret,
      GEMINI_API_KEY: "key",
      GEMINI_BASE_URL: options.geminiUrl,
      AGENT_PORT: String(port),
      AGENT_IDLE_PROCESSES: String(options.idleProcesses ?? 1),
      ...options.environment,
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const lines: string[] = [];
  const reading = Promise.all([read(process.stdout, lines), read(process.stderr, lines)]);
  const worker: Worker = {
    process,
    health: `http://127.0.0.1:${port}`,
    lines,
    async jobs() {
      const answer = await fetch(`${worker.health}/worker`);
      return (await answer.json()).active_jobs;
    },
    async stop(signal = "SIGTERM") {
      try {
        process.kill(signal);
      } catch {
        // It has ended already.
      }
      const status = await process.status;
      await reading;
      return status;
    },
    [Symbol.asyncDispose]: async () => void await worker.stop("SIGTERM"),
  };
  const ready = () => lines.some((line) => line.includes("worker is ready"));
  await until(ready, "the worker", 60_000);
  return worker;
}

/** Makes a room and sends for the agent, as the service does. */
export async function dispatch(
  { url, apiKey, apiSecret }: LiveKitServer,
  metadata: { callId: string; token: string },
): Promise<{ room: string; delete(): Promise<void> }> {
  const address = url.replace(/^ws/, "http");
  const room = `room-${crypto.randomUUID()}`;
  const rooms = new RoomServiceClient(address, apiKey, apiSecret);
  await rooms.createRoom({ name: room, emptyTimeout: 60, departureTimeout: 60 });
  await new AgentDispatchClient(address, apiKey, apiSecret).createDispatch(room, AGENT_NAME, {
    metadata: JSON.stringify(metadata),
  });
  return { room, delete: () => rooms.deleteRoom(room) };
}

async function read(stream: ReadableStream<Uint8Array>, lines: string[]): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    lines.push(...parts);
  }
}
