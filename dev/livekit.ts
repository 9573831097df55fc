/** A LiveKit server on this machine, for the box and for tests. */
import { freePort } from "./free_port.ts";
import { isWell } from "./health.ts";
import { pause } from "./pause.ts";

/** A running server; its rooms are lost with its process, as on any server of one node. */
export interface LiveKitServer extends AsyncDisposable {
  /** Where participants and the service connect. */
  url: string;
  apiKey: string;
  apiSecret: string;
  /** Lets it die at once, as a failing machine would; `restart` brings it back. */
  kill(): Promise<void>;
  /** Kills it where it runs, and starts it anew at the same address with the same keys. */
  restart(): Promise<void>;
  /** Stops it; asked politely, it would wait for everybody to leave. */
  close(): Promise<void>;
}

export interface LiveKitServerOptions {
  /** The program; `findLiveKit` knows where it is. */
  binary: string;
  /** Where its configuration is written. */
  folder: string;
  /** Where it tells what happens in rooms, such as `http://localhost:8123/livekit/webhook`. */
  webhookUrl?: string;
}

const API_KEY = "sfera-box";
const HOST = "127.0.0.1";
/** How long it may take until it answers, in milliseconds. */
const START_TIME = 60_000;
/** Another program may take a port between finding and using it. */
const MOST_TRIES = 3;
/** So much of its log is told where it does not start. */
const LOG_CHARACTERS = 2_000;

/** LiveKit's server on this machine: `LIVEKIT_SERVER_BIN`, else `livekit-server` on PATH. */
export function findLiveKit(): string | undefined {
  const named = Deno.env.get("LIVEKIT_SERVER_BIN");
  if (named) return named;
  const windows = Deno.build.os === "windows";
  const name = windows ? "livekit-server.exe" : "livekit-server";
  const folders = (Deno.env.get("PATH") ?? "").split(windows ? ";" : ":").filter(Boolean);
  return folders.map((folder) => `${folder}/${name}`).find(isFile);
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Starts a server on free ports of the loopback, and waits until it answers. */
export async function startLiveKit(options: LiveKitServerOptions): Promise<LiveKitServer> {
  for (let attempt = 1;; attempt++) {
    try {
      return await startOn(freePorts(), options);
    } catch (error) {
      if (attempt === MOST_TRIES) throw error;
    }
  }
}

interface Ports {
  signal: number;
  tcp: number;
  udp: number;
}

async function startOn(ports: Ports, options: LiveKitServerOptions): Promise<LiveKitServer> {
  const apiSecret = crypto.randomUUID() + crypto.randomUUID();
  const address = `http://${HOST}:${ports.signal}`;
  const file = `${options.folder}/livekit.yaml`;
  await Deno.mkdir(options.folder, { recursive: true });
  // JSON is YAML.
  await Deno.writeTextFile(file, JSON.stringify(settings(ports, apiSecret, options.webhookUrl)), {
    mode: 0o600,
  });
  let kill = await run(options.binary, file, address);
  return {
    url: `ws://${HOST}:${ports.signal}`,
    apiKey: API_KEY,
    apiSecret,
    kill: () => kill(),
    async restart() {
      await kill();
      kill = await run(options.binary, file, address);
    },
    close: () => kill(),
    [Symbol.asyncDispose]: () => kill(),
  };
}

/** https://github.com/livekit/livekit/blob/v1.13.5/config-sample.yaml */
function settings(ports: Ports, apiSecret: string, webhookUrl: string | undefined) {
  return {
    port: ports.signal,
    bind_addresses: [HOST],
    rtc: {
      tcp_port: ports.tcp,
      udp_port: ports.udp,
      node_ip: HOST,
      use_external_ip: false,
      enable_loopback_candidate: true,
      interfaces: { includes: ["lo", "lo0"] },
    },
    // A token that outlives its call makes no room.
    room: { auto_create: false },
    logging: { level: "warn" },
    keys: { [API_KEY]: apiSecret },
    ...(webhookUrl && { webhook: { api_key: API_KEY, urls: [webhookUrl] } }),
  };
}

/**
 * Runs the program until it answers; throws with the end of its log where it does not.
 *
 * Answers what kills it, and waits for its end.
 */
async function run(binary: string, file: string, address: string): Promise<() => Promise<void>> {
  const process = new Deno.Command(binary, {
    args: ["--config", file],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let log = "";
  const reading = (async () => {
    // Read to its end, because a full pipe would stop the server.
    for await (const text of process.stderr.pipeThrough(new TextDecoderStream())) {
      log = (log + text).slice(-LOG_CHARACTERS);
    }
  })();
  let running = true;
  const ended = Promise.all([process.status, reading]).then(() => void (running = false));
  const kill = async () => {
    if (running) killNow(process);
    await ended;
  };
  const deadline = performance.now() + START_TIME;
  while (!await isWell(address)) {
    if (running && performance.now() < deadline) {
      await pause(20);
      continue;
    }
    await kill();
    throw new Error(`${binary} did not start: ${log}`);
  }
  return kill;
}

function killNow(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // It has just ended.
  }
}

function freePorts(): Ports {
  // The UDP port is looked for among those of TCP: either is hardly ever taken.
  return { signal: freePort(HOST), tcp: freePort(HOST), udp: freePort(HOST) };
}
