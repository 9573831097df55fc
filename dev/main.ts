/** `deno task dev`: Sfera with Telegram in a box, on this machine and with no account. */
import { fileURLToPath } from "node:url";
import { parseArgs, parseEnv } from "node:util";
import { ConfigError, VARIABLES } from "../config.ts";
import { configureLog } from "../log.ts";
import { registerCron } from "../cron.ts";
import { type Development, startDevelopment } from "./development.ts";
import { findLiveKit } from "./livekit.ts";

const ROOT = new URL("../", import.meta.url);
const LOG_LINES = 200;
const USAGE = `Usage: deno task dev [--port 8123] [--data FOLDER] [--fresh] [--no-open]

  --port     where the page is served (8123)
  --data     where the stores live (.sfera/dev)
  --fresh    starts with empty stores
  --no-open  does not open a browser
`;

const { port, data, fresh, "no-open": noOpen } = readArguments();
const environment = await readEnvironment();
const lines: string[] = [];
await configureLog({
  level: "info",
  format: "text",
  secrets: [
    environment.TELEGRAM_BOT_TOKEN,
    environment.GEMINI_API_KEY,
    environment.BRAVE_API_KEY,
    environment.LIVEKIT_API_SECRET,
    environment.CRYPTOMUS_API_KEY,
  ].filter((key) => !!key) as string[],
  onLine: (line) => lines.push(line) > LOG_LINES && lines.shift(),
});
let development: Development | undefined;
registerCron(() => development?.sweep(), undefined);
if (fresh) await Deno.remove(data, { recursive: true }).catch(() => {});
await build();

try {
  development = await startDevelopment({
    port,
    dataFolder: data,
    environment,
    log: () => lines,
    voice: { livekitBinary: findLiveKit() },
  });
  const { url, close } = development;
  say(`Sfera is ready: ${url}`);
  if (!noOpen) openBrowser(url);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => close().then(() => Deno.exit(0)));
  }
} catch (error) {
  explain(error);
  Deno.exit(1);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: {
        port: { type: "string", default: "8123" },
        data: { type: "string", default: fileURLToPath(new URL(".sfera/dev", ROOT)) },
        fresh: { type: "boolean", default: false },
        "no-open": { type: "boolean", default: false },
      },
    });
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port > 65535) {
      throw new TypeError(`--port: expected a number from 0 to 65535, got "${values.port}"`);
    }
    return { ...values, port };
  } catch (error) {
    say(`${(error as Error).message}\n\n${USAGE}`);
    Deno.exit(2);
  }
}

/** Our variables from `.env`, where there is one, and from the environment, which wins. */
async function readEnvironment(): Promise<Record<string, string | undefined>> {
  const file = await Deno.readTextFile(new URL(".env", ROOT)).catch(() => "");
  const written = parseEnv(file);
  return Object.fromEntries(
    VARIABLES.map(({ name }) => [name, Deno.env.get(name) ?? written[name]] as const)
      .filter(([, value]) => value),
  );
}

/** Vite needs more rights than the service, so it runs in a process of its own. */
async function build(): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-A", fileURLToPath(new URL("build.ts", import.meta.url))],
    stdout: "null",
  }).output();
  if (success) return;
  say("The Mini App could not be built. Run `deno task build` to see why.");
  Deno.exit(1);
}

function openBrowser(url: string): void {
  const [command, ...args] = {
    darwin: ["open", url],
    windows: ["cmd", "/c", "start", url],
  }[Deno.build.os as string] ?? ["xdg-open", url];
  try {
    new Deno.Command(command!, { args, stdout: "null", stderr: "null" }).spawn().unref();
  } catch {
    // A machine without a desktop has nothing to open it with; the address stands above.
  }
}

function explain(error: unknown): void {
  if (error instanceof ConfigError) return say(error.message);
  if (error instanceof Deno.errors.AddrInUse) {
    return say(`Port ${port} is taken. Choose another: deno task dev --port ${port + 1}`);
  }
  say(error instanceof Error ? error.stack ?? error.message : String(error));
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
